/**
 * What `/metrics/slis` shows: of each check, for each endpoint that was asked as a whole, its last result and how often it passed and
 * failed. Names, labels and form are kube-apiserver's.
 */
import { formatFloat } from "../metrics/sample.js";
import type { HealthCheck, HealthEndpoint } from "./health-checks.js";

interface Results {
  readonly name: string;
  readonly endpoint: HealthEndpoint;
  last: boolean;
  passed: number;
  failed: number;
}

export class HealthResults {
  readonly #results: Results[] = [];

  /** The same check, its results kept. */
  counted(check: HealthCheck, endpoint: HealthEndpoint): HealthCheck {
    const { name } = check;
    const results: Results = { name, endpoint, last: false, passed: 0, failed: 0 };
    this.#results.push(results);
    return {
      name,
      check: async () => {
        const failure = await check.check();
        results.last = failure === undefined;
        if (results.last) results.passed++;
        else results.failed++;
        return failure;
      },
    };
  }

  /** `startedSeconds`: when the process started, since the epoch. */
  print(startedSeconds: number): string {
    const seen = this.#results.filter(({ passed, failed }) => passed + failed > 0).sort(inOrder);
    const last = seen.map((one) => line(gauge, { name: one.name, type: one.endpoint }, one.last ? 1 : 0));
    const names = [...new Set(seen.map(({ name }) => name))];
    const totals = names.flatMap((name) => {
      const ofName = seen.filter((one) => one.name === name);
      return [...ofName.flatMap((one) => total(one, "error")), ...ofName.flatMap((one) => total(one, "success"))];
    });
    return [
      ...family(gauge, "gauge", "[STABLE] What a health check said last.", last),
      ...family(counter, "counter", "[STABLE] What health checks said.", totals),
      ...family(start, "gauge", "[ALPHA] Start time of the process, in seconds since the epoch.", [
        line(start, {}, startedSeconds),
      ]),
    ].join("");
  }
}

const [gauge, counter, start] = [
  "kubernetes_healthcheck",
  "kubernetes_healthchecks_total",
  "process_start_time_seconds",
];

function total({ name, endpoint, passed, failed }: Results, status: "error" | "success"): string[] {
  const count = status === "success" ? passed : failed;
  return count === 0 ? [] : [line(counter, { name, status, type: endpoint }, count)];
}

function family(name: string, type: string, help: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`, ...lines];
}

function line(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const shown = Object.entries(labels).map(([label, text]) => `${label}=${JSON.stringify(text)}`);
  return `${name}${shown.length === 0 ? "" : `{${shown.join(",")}}`} ${formatFloat(value)}\n`;
}

/** By label values, as Prometheus has it. */
function inOrder(one: Results, other: Results): number {
  const [a, b] = [`${one.name}\0${one.endpoint}`, `${other.name}\0${other.endpoint}`];
  return a < b ? -1 : a > b ? 1 : 0;
}
