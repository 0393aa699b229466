/** Where a v3 document is; the hash makes the address that of its content. */
export function locationOf(name: string, hash: string): string {
  return `/openapi/v3/${name}?hash=${hash}`;
}
