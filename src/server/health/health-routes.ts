/**
 * Mounts `/livez`, `/readyz`, `/healthz` and one path for each of their checks.
 */
import type { Handler } from "../../http/message.js";
import type { Logger } from "../../util/logger.js";
import type { PathRoutes } from "../path-mux.js";
import { plainText, reply, replyOnFault } from "../replies.js";
import {
  answerHealth,
  answerSingleCheck,
  type HealthAnswer,
  type HealthCheck,
  type HealthEndpoint,
  type HealthQuery,
} from "./health-checks.js";
import type { HealthResults } from "./health-results.js";

interface MountedHealth {
  readonly endpoint: HealthEndpoint;
  readonly checks: readonly HealthCheck[];
  readonly results: HealthResults;
  readonly logger: Logger;
}

export function mountHealth(routes: PathRoutes, { endpoint, checks, results, logger }: MountedHealth): void {
  // A check asked for alone, or left out, counts for nothing.
  const counted = checks.map((check) => results.counted(check, endpoint));
  const answering =
    (answer: (query: HealthQuery) => Promise<HealthAnswer>, sniff = false): Handler =>
    (request, response) => {
      const answered = answer(healthQuery(request.query)).then((result) => {
        for (const { name, reason } of result.failures) logger.warn("health check failed", { endpoint, name, reason });
        reply(request, response, { status: result.status, contentType: plainText, body: result.body, sniff });
      });
      replyOnFault(answered, request, response);
    };
  routes.add(
    `/${endpoint}`,
    answering((query) => answerHealth(endpoint, counted, query)),
  );
  for (const check of checks) {
    routes.add(
      `/${endpoint}/${check.name}`,
      answering(() => answerSingleCheck(check), true),
    );
  }
}

/** `verbose` counts whatever its value; `exclude` may repeat. */
function healthQuery(query: string): HealthQuery {
  if (query === "") return { verbose: false, exclude: [] };
  const parameters = new URLSearchParams(query);
  return { verbose: parameters.has("verbose"), exclude: parameters.getAll("exclude") };
}
