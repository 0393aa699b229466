/** The address of a peer as the rest of the server writes it; that there is none tells of a socket that it is closed. */
import type { UwsResponseHandle } from "./binding.js";

/** "" when the peer is gone. */
export function remoteAddressOf(handle: UwsResponseHandle): string {
  return plainAddress(Buffer.from(handle.getRemoteAddressAsText()).toString("latin1"));
}

/** Also true of a handle that uWS took back. Must not throw: it is asked within callbacks of uWS, where a throw ends the process. */
export function isClosed(handle: UwsResponseHandle): boolean {
  try {
    return handle.getRemoteAddressAsText().byteLength === 0;
  } catch {
    return true;
  }
}

/** uWS writes IPv6 with all its zeros, and an IPv4 peer of a dual-stack socket as a mapped address. */
function plainAddress(text: string): string {
  if (!text.includes(":")) return text;
  const mapped = /^(?:::|(?:0000:){5})ffff:(.*)$/i.exec(text);
  if (mapped === null) return shortenIpv6(text);
  const rest = mapped[1]!;
  if (rest.includes(".")) return rest;
  const bytes = Buffer.from(rest.replace(":", ""), "hex");
  return [...bytes].join(".");
}

function shortenIpv6(text: string): string {
  try {
    return new URL(`http://[${text}]`).hostname.slice(1, -1);
  } catch {
    return text;
  }
}
