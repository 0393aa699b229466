/**
 * Why the server cannot start: one line that says what is wrong and what to do. Exit code 1.
 */
import { StoreError } from "../../storage/store.js";

export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StartError";
  }
}

export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** A failed system call on a folder or file of the server's own. */
export function folderError(path: string, flag: string, error: unknown): StartError {
  // It would have been made.
  const fault = systemCode(error) === "ENOENT" ? "such a folder cannot be made" : fileFault(error);
  return new StartError(`cannot use ${path} (${flag}): ${fault}`, { cause: error });
}

export function fileError(path: string, flag: string, error: unknown): StartError {
  return new StartError(`cannot read ${path} (${flag}): ${fileFault(error)}`, { cause: error });
}

/** What the system said, in words for people. */
export function fileFault(error: unknown): string {
  switch (systemCode(error)) {
    case "EACCES":
    case "EPERM":
      return "permission denied";
    case "EROFS":
      return "the file system is read-only";
    case "ENOENT":
      return "it does not exist";
    case "ENOTDIR":
    case "EEXIST":
      return "a file is in the way of a folder";
    case "EISDIR":
      return "it is a folder";
    case "ENOSPC":
      return "the disk is full";
    case "ENAMETOOLONG":
      return "the name is too long";
    case "EMFILE":
    case "ENFILE":
      return "too many files are open; raise the limit (ulimit -n)";
    default:
      return messageOf(error);
  }
}

export interface ListenTarget {
  readonly address: string;
  readonly port: number;
  readonly flag: string;
}

export function listenError({ address, port, flag }: ListenTarget, error: unknown): StartError {
  const where = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  const options = { cause: error };
  switch (systemCode(error)) {
    case "EADDRINUSE":
      return new StartError(`cannot listen on ${where}: the port is in use; choose another with ${flag}`, options);
    case "EACCES":
      return new StartError(`cannot listen on ${where}: permission denied; ports below 1024 need privileges`, options);
    case "EADDRNOTAVAIL":
      return new StartError(`cannot listen on ${where}: this machine has no such address (--bind-address)`, options);
    default:
      return new StartError(`cannot listen on ${where}: ${messageOf(error)}`, options);
  }
}

export function storeError(path: string, error: unknown): StartError {
  // A store's own words are made for people; system errors are not.
  if (error instanceof StoreError) {
    const where = error.message.startsWith(path) ? "" : ` in ${path}`;
    return new StartError(`cannot open the store${where}: ${error.message}`, { cause: error });
  }
  return folderError(path, "--data-dir", error);
}

/** Of a start that failed where no `StartError` was made of it. */
export function startFault(error: unknown): string {
  if (error instanceof StartError) return error.message;
  const ofSystem = ["EMFILE", "ENFILE"].includes(systemCode(error) ?? "");
  return `cannot start: ${ofSystem ? fileFault(error) : messageOf(error)}`;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
