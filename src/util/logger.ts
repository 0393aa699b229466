/**
 * Structured logs: a message, a level, and fields. Text in klog's shape for people, JSON (pino) for machines.
 * Promises: writes to the given sink only; never throws; a level that is off costs one comparison. Callers keep
 * secrets out of fields; as a second net, values under keys that name a secret are blanked.
 */
export type LogLevel = "error" | "warn" | "info" | "debug" | "trace";
export type LogFormat = "json" | "text";

export interface LogFields {
  readonly [key: string]: unknown;
}

export interface Logger {
  readonly level: LogLevel;
  enabled(level: LogLevel): boolean;
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  trace(message: string, fields?: LogFields): void;
}

export const logLevels: readonly LogLevel[] = ["error", "warn", "info", "debug", "trace"];

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Takes one whole line, newline included. */
  readonly sink: (line: string) => void;
  readonly nowMs?: () => number;
}

type Write = (level: LogLevel, message: string, fields: LogFields) => void;

/** pino is loaded only for JSON: the text form starts without it. */
export async function createLogger(options: LoggerOptions): Promise<Logger> {
  const write = options.format === "json" ? await pinoWriter(options) : textWriter(options);
  return loggerOver(options.level, write);
}

export const silentLogger: Logger = loggerOver("error", () => {});

function loggerOver(level: LogLevel, write: Write): Logger {
  const rank = logLevels.indexOf(level);
  const at =
    (own: LogLevel, ownRank: number) =>
    (message: string, fields: LogFields = {}): void => {
      if (ownRank <= rank) write(own, message, withoutSecrets(fields));
    };
  return {
    level,
    enabled: (wanted) => logLevels.indexOf(wanted) <= rank,
    error: at("error", 0),
    warn: at("warn", 1),
    info: at("info", 2),
    debug: at("debug", 3),
    trace: at("trace", 4),
  };
}

const secretKey = /token|password|secret|authorization|privatekey/i;

function withoutSecrets(fields: LogFields): LogFields {
  if (!Object.keys(fields).some((key) => secretKey.test(key))) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, secretKey.test(key) ? "[redacted]" : value]),
  );
}

const letters: Readonly<Record<LogLevel, string>> = { error: "E", warn: "W", info: "I", debug: "I", trace: "I" };

function textWriter(options: LoggerOptions): Write {
  const now = options.nowMs ?? Date.now;
  return (level, message, fields) => {
    const time = new Date(now());
    const stamp = `${two(time.getMonth() + 1)}${two(time.getDate())} ${time.toTimeString().slice(0, 8)}`;
    const fraction = String(time.getMilliseconds()).padStart(3, "0");
    const rest = Object.entries(fields).map(([key, value]) => ` ${key}=${textValue(value)}`);
    options.sink(`${letters[level]}${stamp}.${fraction} ${process.pid}] ${JSON.stringify(message)}${rest.join("")}\n`);
  };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function textValue(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value instanceof Error) return JSON.stringify(value.message);
  return JSON.stringify(value) ?? "null";
}

async function pinoWriter(options: LoggerOptions): Promise<Write> {
  const { pino } = await import("pino");
  const now = options.nowMs ?? Date.now;
  const logger = pino(
    {
      level: "trace",
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date(now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
    },
    { write: options.sink },
  );
  return (level, message, fields) => logger[level](fields, message);
}
