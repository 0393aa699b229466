/** Annotations that are numbers in kube-apiserver's own form of a kind: read when an object comes in, written when it goes out. */
import { ConversionError, cannotBeHandled } from "../../src/meta/compile/decode-error.js";
import type { KubeObject } from "../../src/meta/object.js";
import { parseInt64 } from "../../src/meta/parse-int64.js";

export interface NumberAnnotation {
  readonly name: string;
  /** What is said of a text that is no number. */
  readonly complaint: (text: string, error: string) => string;
}

/** Writes the annotation as the number it is. In place. Throws DecodeError. */
export function normaliseNumber(
  { kind, apiVersion, metadata }: KubeObject,
  { name, complaint }: NumberAnnotation,
): void {
  const text = metadata.annotations?.[name];
  if (text === undefined) return;
  const parsed = parseInt64(text);
  if (!parsed.ok) {
    const why = complaint(text, parsed.error);
    throw new ConversionError(cannotBeHandled({ kind, apiVersion }, kind, why).message, why);
  }
  metadata.annotations = { ...metadata.annotations, [name]: String(parsed.value) };
}

/** An update that cannot change the annotation; in place. */
export function keepAnnotation(name: string, next: KubeObject, previous: KubeObject): void {
  const kept = previous.metadata.annotations?.[name];
  if (kept !== undefined) next.metadata.annotations = { ...next.metadata.annotations, [name]: kept };
  else forgetAnnotations(next.metadata, [name]);
}

/** In place. */
export function forgetAnnotations(metadata: KubeObject["metadata"], names: readonly string[]): void {
  const { annotations } = metadata;
  if (annotations === undefined || !names.some((name) => name in annotations)) return;
  const kept = Object.entries(annotations).filter(([name]) => !names.includes(name));
  if (kept.length === 0) delete metadata.annotations;
  else metadata.annotations = Object.fromEntries(kept);
}
