/** Reads answers recorded from kube-apiserver 1.36.3, which lie beside the sources (tsc does not copy JSON). */
import { readFileSync } from "node:fs";
import { parseJson } from "../../../src/meta/exact-json.js";

interface Recorded<Row> {
  readonly source: string;
  readonly rows: readonly Row[];
}

export function recordedAnswers<Row>(name: string): readonly Row[] {
  for (const up of ["./", "../../../../"]) {
    const file = new URL(
      up === "./" ? `./answers/${name}.json` : `${up}test/unit/meta/answers/${name}.json`,
      import.meta.url,
    );
    const text = readIfThere(file);
    if (text !== undefined) return (parseJson(text) as Recorded<Row>).rows;
  }
  throw new Error(`answers/${name}.json is missing`);
}

function readIfThere(file: URL): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
