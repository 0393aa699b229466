/**
 * What every command but `serve` shares: a failure is one `error:` line (with --json `{"error": {message, exitCode}}`),
 * wrong usage also names the help to read, and the exit code is 2 for it.
 */
import { Command, Errors } from "@oclif/core";
import { closest } from "../util/edit-distance.js";

export abstract class ProgramCommand extends Command {
  protected override async catch(error: UsageError): Promise<never> {
    if (error instanceof Errors.ExitError) throw error;
    const isUsage = "parse" in error;
    const said = error instanceof Errors.CLIError ? error.message : await systemMessage(error);
    // Anything else is a bug: its stack is wanted.
    if (said === undefined) throw error;
    const message = isUsage ? usageMessage(error) : said;
    const exitCode = isUsage ? 2 : (error.oclif?.exit ?? 1);
    if (this.jsonEnabled()) {
      this.logJson({ error: { message, exitCode } });
    } else {
      this.logToStderr(`error: ${message}`);
      if (isUsage) this.logToStderr(`see: ${this.config.bin} ${this.id?.replaceAll(":", " ")} --help`);
    }
    this.exit(exitCode);
  }
}

/** Of a system call that failed on a file, `cannot open FILE: permission denied` say. */
async function systemMessage(error: SystemError): Promise<string | undefined> {
  if (error.syscall === undefined || error.path === undefined) return undefined;
  const { fileFault } = await import("../server/start/start-error.js");
  return `cannot ${error.syscall} ${error.path}: ${fileFault(error)}`;
}

interface SystemError extends Error {
  readonly syscall?: string;
  readonly path?: string;
}

/** What the parser's errors carry, as far as it is used here. */
interface UsageError extends Error {
  readonly oclif?: { readonly exit?: number };
  /** Flags that are not there. */
  readonly flags?: readonly string[];
  /** Arguments that are missing (as records) or too many (as typed). */
  readonly args?: readonly (string | { readonly name: string; readonly description?: string })[];
  readonly parse?: { readonly input?: { readonly flags?: object } };
}

function usageMessage(error: UsageError): string {
  if (error.flags !== undefined) {
    const known = Object.keys(error.parse?.input?.flags ?? {}).map((name) => `--${name}`);
    return `unknown flag: ${error.flags.map((flag) => `${flag}${hint(flag, known)}`).join(", ")}`;
  }
  const missing = error.args?.flatMap((arg) => (typeof arg === "string" ? [] : [arg]));
  if (missing !== undefined && missing.length > 0) {
    const described = missing.map(({ name, description }) => `${name.toUpperCase()} (${description})`);
    return `missing argument: ${described.join(", ")}`;
  }
  const said = error.message.replace(/\nSee more help with --help|^The following errors? occurred:\s*/g, "");
  return `${said.slice(0, 1).toLowerCase()}${said.slice(1)}`;
}

const hint = (typed: string, known: readonly string[]): string => {
  const near = closest(typed, known);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
};
