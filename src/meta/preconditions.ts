/** What a delete demands of the object it finds, and how kube-apiserver tells that it found another. Pure. */

export interface Preconditions {
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** Why the object is not the one meant; undefined: it is. What is undefined in `asked` is not demanded. */
export function failedPrecondition(asked: Preconditions, actual: Preconditions): string | undefined {
  if (asked.uid !== undefined && asked.uid !== actual.uid) {
    const gone = "The object might have been deleted and then recreated";
    return `the UID in the precondition (${asked.uid}) does not match the UID in record (${actual.uid}). ${gone}`;
  }
  if (asked.resourceVersion !== undefined && asked.resourceVersion !== actual.resourceVersion) {
    const record = `the ResourceVersion in record (${actual.resourceVersion}). The object might have been modified`;
    return `the ResourceVersion in the precondition (${asked.resourceVersion}) does not match ${record}`;
  }
  return undefined;
}
