/**
 * Byte sequences that are no valid HTTP/1.1 request, or not one a server should trust: none may be answered with
 * success.
 */

const host = "Host: a\r\n";
const end = "\r\n";

/** Name → bytes, as Latin-1. */
export const malformedRequests: Readonly<Record<string, string>> = {
  ...requestLines(),
  ...headLines(),
  ...lengths(),
  ...chunks(),
  ...otherProtocols(),
};

function requestLines(): Record<string, string> {
  const rest = `${end}${host}${end}`;
  const lines = [
    "",
    " ",
    "\t",
    "\0",
    "GET",
    "GET ",
    "GET /",
    "GET / ",
    "GET /\r",
    "GET / HTTP",
    "GET / HTTP/",
    "GET / HTTP/1",
    "GET / HTTP/1.",
    "GET / HTTP/1.0.0",
    "GET / HTTP/0.9",
    "GET / HTTP/2.0",
    "GET / HTTP/9.9",
    "GET / HTTP/1.A",
    "GET / HTTP/-1.1",
    "GET / http/1.1",
    "GET / HTTPS/1.1",
    "GET / FTP/1.1",
    "GET  / HTTP/1.1",
    "GET / x HTTP/1.1",
    "GET /\0 HTTP/1.1",
    "GET\0/ HTTP/1.1",
    " GET / HTTP/1.1",
    "GET\t/\tHTTP/1.1",
    "GET / HTTP/1.1 extra",
    "GET / HTTP/1.1 ",
    "/ GET HTTP/1.1",
    "HTTP/1.1 200 OK",
    "HTTP/1.1 GET /",
    "GE(T / HTTP/1.1",
    "GE\x7fT / HTTP/1.1",
    "G\xc3\x8bT / HTTP/1.1",
    "{} / HTTP/1.1",
    "\x80\x81\x82",
    "A".repeat(3000),
    `GET ${"A".repeat(3000)}`,
  ];
  return Object.fromEntries(lines.map((line) => [`request line ${JSON.stringify(line.slice(0, 40))}`, line + rest]));
}

function headLines(): Record<string, string> {
  const lines = [
    "X",
    "X y",
    ": y",
    " : y",
    "X : y",
    "X\t: y",
    "X\0Y: z",
    "X: a\0b",
    "X Y: z",
    "X(Y): z",
    "X\x7f: z",
    "X\xe9: z",
    "\xff\xfe",
    "=== ===",
    "X: a\rb",
    "\rX: y",
    "\0",
    "X\r\n : y",
    '{"a": 1}',
    "GET / HTTP/1.1",
  ];
  return Object.fromEntries(
    lines.map((line) => [`header ${JSON.stringify(line)}`, `GET / HTTP/1.1\r\n${host}${line}\r\n${end}`]),
  );
}

function lengths(): Record<string, string> {
  const values = [
    "-1",
    "+5",
    "5x",
    "0x5",
    "5 5",
    "5,5",
    "5, 6",
    "five",
    "1e1",
    "5.0",
    "99999999999999999999",
    "18446744073709551616",
    "9".repeat(400),
    "\0",
    "--5",
    "5;",
  ];
  const named = values.map((value) => [
    `length ${JSON.stringify(value.slice(0, 30))}`,
    `POST / HTTP/1.1\r\n${host}Content-Length: ${value}\r\n${end}hello`,
  ]);
  const pairs = {
    "two different lengths": "Content-Length: 5\r\nContent-Length: 6\r\n",
    "a length and chunked": "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    "chunked and a length": "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    "chunked twice removed": "Transfer-Encoding: chunked, identity\r\n",
    "an unknown coding": "Transfer-Encoding: cow\r\n",
    "an unknown coding and a length": "Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n",
  };
  const paired = Object.entries(pairs).map(([name, lines]) => [name, `POST / HTTP/1.1\r\n${host}${lines}${end}hello`]);
  return Object.fromEntries([...named, ...paired]) as Record<string, string>;
}

function chunks(): Record<string, string> {
  const bodies = [
    "x",
    "x\r\n",
    "\r\n\r\n",
    "-1\r\nhello\r\n0\r\n\r\n",
    "+5\r\nhello\r\n0\r\n\r\n",
    "0x5\r\nhello\r\n0\r\n\r\n",
    "G\r\nhello\r\n0\r\n\r\n",
    " \r\nhello\r\n0\r\n\r\n",
    "5 5\r\nhello\r\n0\r\n\r\n",
    "5\r\nhelloworld\r\n0\r\n\r\n",
    "5\r\nhell\r\n0\r\n\r\n",
    "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
    "FFFFFFFF\r\nhello",
    "\0\r\nhello\r\n0\r\n\r\n",
    "5\0\r\nhello\r\n0\r\n\r\n",
    ";\r\nhello\r\n0\r\n\r\n",
    "hello",
    "5\rhello\r\n0\r\n\r\n",
    "0\r\n",
    "0",
    "5",
  ];
  const head = `POST /body HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n${end}`;
  return Object.fromEntries(bodies.map((body) => [`chunks ${JSON.stringify(body)}`, head + body]));
}

function otherProtocols(): Record<string, string> {
  return {
    "an HTTP/2 preface": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0",
    "a TLS hello": "\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03".padEnd(180, "\x5a"),
    "an SSH banner": "SSH-2.0-OpenSSH_9.2\r\n",
    "an SMTP greeting": "EHLO example.com\r\n",
    "a Redis command": "*1\r\n$4\r\nPING\r\n",
    "a PROXY line": "PROXY TCP4 1.1.1.1 2.2.2.2 1 2\r\n",
    "a WebSocket frame": "\x81\x05hello",
    "zero bytes": "\0".repeat(5000),
    "line ends": "\r\n".repeat(50_000),
    noise: Array.from({ length: 4000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join(""),
    "a head without end": `GET / HTTP/1.1\r\n${host}${"X: y\r\n".repeat(20_000)}`,
    "a name without end": `GET / HTTP/1.1\r\n${host}${"X".repeat(200_000)}`,
    "a method without end": "G".repeat(200_000),
    "a thousand header lines": `GET / HTTP/1.1\r\n${host}${"X: y\r\n".repeat(5000)}${end}`,
    "a body that breaks off": `POST /body HTTP/1.1\r\n${host}Content-Length: 50\r\n${end}half`,
  };
}
