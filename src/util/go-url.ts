/**
 * What Go says of a text that is no URL, which is how kube-apiserver judges the URLs of flags; far more is a URL there than in a browser.
 * Some of Go's texts about addresses in brackets are shorter here. Pure.
 */
import { isIP } from "node:net";

/** Undefined: it is one. */
export function urlFault(text: string): string | undefined {
  const why = faultIn(text);
  return why === undefined ? undefined : `parse ${JSON.stringify(text).replaceAll("\u007f", "\\x7f")}: ${why}`;
}

function faultIn(text: string): string | undefined {
  const [beforeFragment = "", ...fragment] = text.split("#");
  const isControl = (one: string): boolean => one < " " || one === "\u007f";
  if ([...beforeFragment].some(isControl)) return "net/url: invalid control character in URL";
  if (text.startsWith(":")) return "missing protocol scheme";
  const scheme = /^[a-zA-Z][a-zA-Z\d+.-]*:/.exec(beforeFragment)?.[0] ?? "";
  const rest = beforeFragment.slice(scheme.length).replace(/\?.*$/s, "");
  return faultBehindScheme(scheme, rest) ?? escapeFault(fragment.join("#"));
}

function faultBehindScheme(scheme: string, rest: string): string | undefined {
  if (!rest.startsWith("/")) {
    if (scheme !== "") return undefined;
    if (/^[^/]*:/.test(rest)) return "first path segment in URL cannot contain colon";
  }
  const authority = scheme !== "" || !rest.startsWith("///") ? /^\/\/([^/]*)/.exec(rest)?.[1] : undefined;
  if (authority === undefined) return escapeFault(rest);
  return authorityFault(authority) ?? escapeFault(rest.slice(2 + authority.length));
}

function authorityFault(authority: string): string | undefined {
  const at = authority.lastIndexOf("@");
  const host = hostFault(authority.slice(at + 1));
  if (host !== undefined || at === -1) return host;
  const user = authority.slice(0, at);
  return /^[\w\-.:~!$&'()*+,;=%@]*$/.test(user) ? escapeFault(user) : "net/url: invalid userinfo";
}

function hostFault(host: string): string | undefined {
  if (!host.startsWith("[")) {
    if (host.includes("[")) return "invalid IP-literal";
    const port = /:.*$/s.exec(host)?.[0] ?? "";
    return portFault(port) ?? nameFault(host);
  }
  const end = host.lastIndexOf("]");
  if (end === -1) return "missing ']' in host";
  const literal = host.slice(1, end);
  const [address = "", zone = ""] = literal.split(/(?=%)/s);
  if (zone !== "" && !zone.startsWith("%25"))
    return escapeFault(zone) ?? `invalid URL escape ${JSON.stringify(zone.slice(0, 3))}`;
  const port = portFault(host.slice(end + 1));
  if (port !== undefined) return port;
  if (isIP(address) === 4) return "invalid IP-literal";
  return isIP(address) === 6 ? undefined : `invalid host: ParseAddr(${JSON.stringify(literal)}): unable to parse IP`;
}

function portFault(port: string): string | undefined {
  return /^(:\d*)?$/.test(port) ? undefined : `invalid port ${JSON.stringify(port)} after host`;
}

/** In a host only what is not ASCII may be escaped. */
function nameFault(name: string): string | undefined {
  const escaped = escapeFault(name) ?? /%[0-7][\da-fA-F]/.exec(name)?.[0];
  if (escaped !== undefined) return escaped.startsWith("%") ? `invalid URL escape ${JSON.stringify(escaped)}` : escaped;
  const stranger = /[ \\^`{|}]/.exec(name)?.[0];
  return stranger === undefined ? undefined : `invalid character ${JSON.stringify(stranger)} in host name`;
}

function escapeFault(text: string): string | undefined {
  const found = /%(?![\da-fA-F]{2}).{0,2}/s.exec(text)?.[0];
  return found === undefined ? undefined : `invalid URL escape ${JSON.stringify(found)}`;
}
