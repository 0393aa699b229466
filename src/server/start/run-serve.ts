/**
 * `apiserver serve` as a process: arguments, the three lines, signals, exit codes. Loads nothing of oclif, so that a
 * start costs little.
 *
 * Exit codes: 0 stopped as asked, 1 could not start or gave up, 2 wrong flags, 128 + signal when a second signal cut the
 * stop short.
 */
import { type Clock, systemClock } from "../../util/clock.js";
import { createLogger, type Logger } from "../../util/logger.js";
import { FlagError } from "../flags/parse.js";
import { parseServeArguments, type ServeRequest, type ServerOptions } from "../options/options.js";
import { versionInfo } from "../version.js";
import { greetingLines } from "./greeting.js";
import { messageOf, startFault } from "./start-error.js";
import { type Backends, type RunningServer, startServer } from "./start-server.js";
import { notifySystemd } from "./systemd.js";

export interface ServeEnvironment {
  readonly packageVersion: string;
  readonly loadBackends: () => Promise<Backends>;
}

const signalNumbers = { SIGINT: 2, SIGTERM: 15 } as const;
type StopSignal = keyof typeof signalNumbers;

/** Runs until the server has stopped; resolves with the exit code. */
export async function runServe(argv: readonly string[], environment: ServeEnvironment): Promise<number> {
  const request = readArguments(argv);
  if (typeof request === "number") return request;
  switch (request.kind) {
    case "help": {
      const { serveHelp } = await import("../flags/help.js");
      process.stdout.write(serveHelp(process.stdout.columns ?? 100));
      return 0;
    }
    case "version":
      process.stdout.write(`${versionInfo(environment.packageVersion).gitVersion}\n`);
      return 0;
    case "serve":
      return serveUntilStopped(request.options, environment);
  }
}

function readArguments(argv: readonly string[]): ServeRequest | number {
  try {
    return parseServeArguments(argv);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    for (const problem of error.problems) complain(problem);
    process.stderr.write("see: apiserver serve --help\n");
    return 2;
  }
}

async function serveUntilStopped(options: ServerOptions, environment: ServeEnvironment): Promise<number> {
  const logger = await createLogger({ ...options.log, sink: (line) => process.stderr.write(line) });
  // Listening for signals comes first: one that arrives during the start must not leave a half-open store.
  const stopSignal = awaitSignals(logger, systemClock);
  endOnBug(logger);
  outliveReaders();
  let running: RunningServer;
  try {
    const backends = await environment.loadBackends();
    running = await startServer({ options, backends, logger, packageVersion: environment.packageVersion });
  } catch (error) {
    complain(startFault(error));
    logger.debug("start failed", { error: error instanceof Error ? (error.stack ?? error.message) : error });
    return 1;
  }
  process.stdout.write(`${greetingLines(running.greeting).join("\n")}\n`);
  return untilStopped(running, { logger, stopSignal });
}

async function untilStopped(
  running: RunningServer,
  { logger, stopSignal }: { logger: Logger; stopSignal: Promise<StopSignal> },
): Promise<number> {
  const failedHook = running.ready.then(
    () => notifySystemd("READY=1", process.env, logger).then(() => new Promise<never>(() => {})),
    (error: unknown) => {
      logger.error("the server gives up", { error, cause: error instanceof Error ? messageOf(error.cause) : "" });
      return "hook" as const;
    },
  );
  const reason = await Promise.race([stopSignal, failedHook]);
  logger.info("stopping", { reason });
  try {
    await Promise.all([running.stop(), notifySystemd("STOPPING=1", process.env, logger)]);
  } catch (error) {
    complain(`the stop failed: ${messageOf(error)}`);
    return 1;
  }
  return reason === "hook" ? 1 : 0;
}

/**
 * A key press under `npm start` arrives twice, from the terminal and from npm: a signal this soon after the first is the
 * same one.
 */
const sameSignalMs = 250;

/** Resolves at the first stop signal; a later one ends the process at once. SIGHUP does nothing. */
function awaitSignals(logger: Logger, clock: Clock): Promise<StopSignal> {
  return new Promise((resolve) => {
    let first: "awaited" | "echoing" | "over" = "awaited";
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (first === "awaited") {
          first = "echoing";
          resolve(signal);
          // One turn after the time: what arrived while this process stood still is heard before.
          clock.after(sameSignalMs, () => setImmediate(() => (first = "over")));
        } else if (first === "over") {
          complain(`a second ${signal}: stopping at once`);
          process.exit(128 + signalNumbers[signal]);
        }
      });
    }
    process.on("SIGHUP", () => logger.debug("SIGHUP does nothing"));
  });
}

/** Whoever read this program's output may go (`serve | head -1`); clients are still served. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

/** A fault nobody caught leaves the state unknown: say it in the log's own form and end; what was acknowledged is on disk. */
function endOnBug(logger: Logger): void {
  process.on("uncaughtException", (error) => {
    logger.error("ended by a bug", { error: error.stack ?? error.message });
    process.exit(1);
  });
}

function complain(problem: string): void {
  process.stderr.write(`error: ${problem}\n`);
}
