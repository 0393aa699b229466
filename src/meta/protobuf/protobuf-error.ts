/** The one error of the protobuf codecs: bytes that are no such message, or a value that has no such form. */
export class ProtobufError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProtobufError";
  }
}

/** What the wire library throws when it writes, under our name. */
export function asProtobufError(error: unknown): ProtobufError {
  if (error instanceof ProtobufError) return error;
  return new ProtobufError(error instanceof Error ? error.message : String(error), { cause: error });
}

/** The same when it reads, in gogo-proto's words: it runs off the end, or meets a number of more than ten bytes. */
export function asReadError(error: unknown): ProtobufError {
  if (error instanceof ProtobufError) return error;
  return new ProtobufError(error instanceof RangeError ? unexpectedEnd : "proto: integer overflow", { cause: error });
}

export const unexpectedEnd = "unexpected EOF";
