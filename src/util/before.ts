/**
 * `text` up to the first `end`, all of it where there is none: the media type of a Content-Type, the program of a User-Agent.
 * Hot path: `split` makes an array, and is a call into V8's runtime.
 */
export function before(text: string, end: string): string {
  const at = text.indexOf(end);
  return at === -1 ? text : text.slice(0, at);
}
