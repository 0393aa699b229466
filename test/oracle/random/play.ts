/** Sends a random sequence to both servers; cuts one that they answer differently down to what shows it. */
import { type Clusters, sequenceDifferences } from "../run-cases.js";
import { type Draw, stepOf, without } from "./draw.js";

export interface Found {
  readonly draws: readonly Draw[];
  /** The first answer's differences. */
  readonly lines: readonly string[];
}

export interface Player {
  readonly clusters: Clusters;
  /** Decides which known differences apply. */
  readonly title: string;
  readonly namespace: () => string;
}

/** What differs first, or nothing. Known differences end a sequence quietly: what follows them follows from them. */
export async function play({ clusters, title, namespace }: Player, draws: readonly Draw[]): Promise<Found | undefined> {
  const one = { name: title, steps: draws.map(stepOf) };
  const first = await sequenceDifferences(clusters, one, namespace());
  if (first === undefined || first.lines.every(({ known, line }) => known || isRuleOfKind(line))) return undefined;
  return {
    draws: draws.slice(0, first.step + 1),
    lines: first.lines.filter(({ known }) => !known).map(({ line }) => line),
  };
}

/** The shortest sequence found by leaving out one request at a time that still shows a difference in its last answer. */
export async function cutDown(player: Player, found: Found): Promise<Found> {
  let shortest = found;
  for (let at = found.draws.length - 2; at >= 0; at--) {
    const fewer = without(shortest.draws, at);
    if (fewer === undefined) continue;
    const again = await play(player, fewer);
    if (again !== undefined && again.draws.length === fewer.length) shortest = again;
  }
  return shortest;
}

/**
 * Objects near to valid ones break rules of their kinds, and those are not what is looked for here: refused there and taken here, or
 * refused by both with other causes.
 */
function isRuleOfKind(line: string): boolean {
  return (
    /\)\.status: (2\d\d|406|409) .* \| 422 (?!"\w+Options)/.test(line) ||
    // Go's maps have no order: what is looked at before the field that ends it is chance.
    /failed to create typed patch object.*\| .*failed to create typed patch object.*(field not declared|errors:)/.test(
      line,
    ) ||
    // A patch that is too odd for it ends the connection there, not only the request.
    /\| 0 "no answer: socket hang up"$/.test(line) ||
    // Readers of YAML have words of their own.
    /yaml: .* \| .*yaml: (found unexpected end of stream|line \d+: )/.test(line) ||
    /\.body\.(details\.causes|message).*is invalid: |\.details\.causes\./.test(line)
  );
}
