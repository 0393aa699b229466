/** Why bytes are no text that YAML could be in, in the words of kube-apiserver's reader; for bytes that are no UTF-8. */

/** The first fault; undefined when there is none. */
export function unreadableYaml(bytes: Uint8Array): string | undefined {
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const width = widthOf(lead);
    if (width === 0) return "invalid leading UTF-8 octet";
    if (at + width > bytes.length) return "incomplete UTF-8 octet sequence";
    let code = width === 1 ? lead : lead & (0x7f >> width);
    for (let next = at + 1; next < at + width; next++) {
      const octet = bytes[next] ?? 0;
      if ((octet & 0xc0) !== 0x80) return "invalid trailing UTF-8 octet";
      code = code * 64 + (octet & 0x3f);
    }
    if (code < (smallest[width] ?? 0)) return "invalid length of a UTF-8 sequence";
    if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) return "invalid Unicode character";
    at += width;
  }
  return undefined;
}

/** Of the characters that need so many octets. */
const smallest = [0, 0, 0x80, 0x800, 0x10000];

function widthOf(lead: number): number {
  if (lead < 0x80) return 1;
  if ((lead & 0xe0) === 0xc0) return 2;
  if ((lead & 0xf0) === 0xe0) return 3;
  return (lead & 0xf8) === 0xf0 ? 4 : 0;
}
