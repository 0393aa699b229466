/**
 * Health checks and the answers of `/livez`, `/readyz` and `/healthz`. Texts are kube-apiserver's, byte for byte
 * (recorded ones are in the tests): why a check failed goes to the log, never to the caller.
 */
export type HealthEndpoint = "healthz" | "livez" | "readyz";

export interface HealthCheck {
  readonly name: string;
  /** Why the check fails, or undefined when it passes. Must not throw. */
  check(): string | undefined | Promise<string | undefined>;
}

export interface HealthQuery {
  readonly verbose: boolean;
  /** Names of checks to leave out. */
  readonly exclude: readonly string[];
}

export interface HealthAnswer {
  readonly status: 200 | 500;
  readonly body: string;
  /** Name and reason of each failed check, for the log. */
  readonly failures: readonly { readonly name: string; readonly reason: string }[];
}

export async function answerHealth(
  endpoint: HealthEndpoint,
  checks: readonly HealthCheck[],
  query: HealthQuery,
): Promise<HealthAnswer> {
  const unknown = new Set(query.exclude);
  const failures: { name: string; reason: string }[] = [];
  let lines = "";
  for (const { name, reason } of await Promise.all(checks.map((one) => outcome(one, query)))) {
    if (reason === "excluded") {
      unknown.delete(name);
      lines += `[+]${name} excluded: ok\n`;
    } else if (reason === undefined) lines += `[+]${name} ok\n`;
    else {
      lines += `[-]${name} failed: reason withheld\n`;
      failures.push({ name, reason: reason.failed });
    }
  }
  if (unknown.size > 0) {
    const names = [...unknown].sort().map((name) => JSON.stringify(name));
    lines += `warn: some health checks cannot be excluded: no matches for ${names.join(",")}\n`;
  }
  // A failure is always told in full, and Go's http.Error ends it with a newline.
  if (failures.length > 0) return { status: 500, body: `${lines}${endpoint} check failed\n`, failures };
  return { status: 200, body: query.verbose ? `${lines}${endpoint} check passed\n` : "ok", failures };
}

type Outcome = { readonly name: string; readonly reason: undefined | "excluded" | { readonly failed: string } };

async function outcome(check: HealthCheck, query: HealthQuery): Promise<Outcome> {
  const { name } = check;
  if (query.exclude.includes(name)) return { name, reason: "excluded" };
  const failed = await check.check();
  return { name, reason: failed === undefined ? undefined : { failed } };
}

/** `/readyz/ping`: one check alone, whose failure is told. */
export async function answerSingleCheck(check: HealthCheck): Promise<HealthAnswer> {
  const reason = await check.check();
  if (reason === undefined) return { status: 200, body: "ok", failures: [] };
  return { status: 500, body: `internal server error: ${reason}\n`, failures: [{ name: check.name, reason }] };
}

export const pingCheck: HealthCheck = { name: "ping", check: () => undefined };

/** Passes until `graceMs` after the start, whatever `check` says: `--livez-grace-period`. */
export function withGrace(check: HealthCheck, graceMs: number, nowMs: () => number): HealthCheck {
  if (graceMs <= 0) return check;
  const until = nowMs() + graceMs;
  return { name: check.name, check: () => (nowMs() < until ? undefined : check.check()) };
}

/** Asks `probe`; fails with its error, or when it takes longer than `timeoutMs`. */
export function probeCheck(name: string, timeoutMs: number, probe: () => Promise<unknown>): HealthCheck {
  return {
    name,
    check: async () => {
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<string>((resolve) => {
        timer = setTimeout(() => resolve(`no answer in ${timeoutMs}ms`), timeoutMs);
      });
      try {
        return await Promise.race([late, probe().then(() => undefined)]);
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
