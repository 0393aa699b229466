/**
 * The three lines a person sees: where the server listens, where the kubeconfig is, what to type next. Pure.
 */
export interface Greeting {
  readonly url: string;
  /** Absent with a token file. */
  readonly kubeconfig?: string;
  readonly tokenFile?: string;
  /** PEM file clients may trust, for the line without a kubeconfig. */
  readonly certificateAuthority: string;
}

export function greetingLines(greeting: Greeting): readonly [string, string, string] {
  const { url, kubeconfig, certificateAuthority } = greeting;
  if (kubeconfig !== undefined) {
    return [
      `Serving    ${url}`,
      `Kubeconfig ${kubeconfig}`,
      `Try        kubectl --kubeconfig ${shellWord(kubeconfig)} get namespaces`,
    ];
  }
  const trust = `--certificate-authority ${shellWord(certificateAuthority)}`;
  return [
    `Serving    ${url}`,
    `Tokens     ${greeting.tokenFile ?? ""}`,
    `Try        kubectl --server ${url} ${trust} --token "$TOKEN" get namespaces`,
  ];
}

function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** The address a client on this machine can use. */
export function clientUrl(address: string, port: number, externalHostname?: string): string {
  const loopbacks: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
  const host = externalHostname ?? loopbacks[address] ?? address;
  return `https://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
