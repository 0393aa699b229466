/** The one error of the protobuf codecs: bytes that are no such message, or a value that has no such form. */
export class ProtobufError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ProtobufError";
  }
}

/** What the wire library throws of its own, under our name. */
export function asProtobufError(error: unknown): ProtobufError {
  if (error instanceof ProtobufError) return error;
  return new ProtobufError(error instanceof Error ? error.message : String(error), { cause: error });
}
