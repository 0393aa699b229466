/** Names in generated code, made from names in definitions. Pure, and total: every kind gets a usable file and identifier. */

/** `CSIStorageCapacity` → `csi-storage-capacity`. */
export function kebabCase(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase();
}

/** `CSIDriver` → `csiDriver`, `rbac.authorization.k8s.io` → `rbacAuthorizationK8sIo`; never a reserved word. */
export function constantName(name: string): string {
  const [first = "", ...rest] = kebabCase(name).split("-");
  const camel = first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  if (reservedWords.has(camel)) return `${camel}Kind`;
  return /^[0-9]/.test(camel) ? `_${camel}` : camel;
}

/** The same names, in order, with a number behind each that was there before: `aB`, `aB2`. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let number = 2; taken.has(free); number++) free = `${name}${number}`;
    taken.add(free);
    return free;
  });
}

/** File of a kind's record in its group's folder. `group.ts` is the group's own. */
export function kindFileName(kind: string): string {
  const name = kebabCase(kind);
  return name === "group" ? "group-kind.ts" : `${name}.ts`;
}

export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** Words that cannot name a constant in a module, and the names a record file imports. */
const reservedWords: ReadonlySet<string> = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield " +
    "createRestStorage defineGroup defineResource kindParts group groups"
  ).split(" "),
);
