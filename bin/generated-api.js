/**
 * `apiserver/generated-api`: what a user's modules import. In a server it is that server's own module, which may be one of the joined files
 * (bin/bundle.js), for a class must not exist twice; elsewhere (tests, programs of a user's own) it is the compiled one.
 */
const ofServer = globalThis[Symbol.for("apiserver/generated-api")];

export const {
  createRestStorage,
  defineGroup,
  defineResource,
  duplicateValue,
  fieldCause,
  fieldMessage,
  forbiddenField,
  immutableField,
  invalidValue,
  kindParts,
  notSupported,
  required,
  tooLong,
} = ofServer ?? (await import("../dist/src/registry/generated-api.v1.js"));
