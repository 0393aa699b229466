/** Looks at a YAML text before anybody reads it: what no reader may be given. Pure. */

/** Levels of nesting of what is no JSON, about a third of what the reader's recursion can take. */
export const maxYamlDepth = 300;

export function hasControlCharacters(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 ? code !== 0x09 && code !== 0x0a && code !== 0x0d : code >= 0x7f && isControl(code)) return true;
  }
  return false;
}

function isControl(code: number): boolean {
  return (code < 0xa0 && code !== 0x85) || code >= 0xfffe;
}

/**
 * The reader works itself down by recursion, and V8 ends the process when a regular expression is compiled where the stack ends: so
 * what nests too deep must not reach it. Indentation, list indicators and open brackets add up, wherever they stand, in quotes and
 * comments too; a text that goes hundreds of levels deep is no manifest.
 */
export function nestsTooDeep(text: string): boolean {
  const indents: number[] = [];
  let open = 0;
  for (const line of text.split("\n")) {
    const [lead = ""] = /^(?:[ \t]*[-?:](?=\s))*[ \t]*/.exec(line) ?? [];
    if (lead.length === line.length && !/[-?:]/.test(lead)) continue;
    const indent = line.length - line.trimStart().length;
    while ((indents.at(-1) ?? -1) >= indent) indents.pop();
    indents.push(indent);
    let depth = indents.length + indicatorsIn(lead) + open;
    for (let at = lead.length; at < line.length; at++) {
      const character = line.charCodeAt(at);
      if (character === braceOpen || character === bracketOpen) open += 1;
      else if ((character === braceClose || character === bracketClose) && open > 0) open -= 1;
      else continue;
      depth = Math.max(depth, indents.length + open);
    }
    if (depth > maxYamlDepth) return true;
  }
  return false;
}

const [braceOpen, braceClose, bracketOpen, bracketClose] = [0x7b, 0x7d, 0x5b, 0x5d];

/** `- - - …`: each opens a list in a list. */
function indicatorsIn(lead: string): number {
  return lead.length - lead.replaceAll(/[-?:]/g, "").length;
}
