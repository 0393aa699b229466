/** Definitions as an importer finds them, before they are written as files. Plain data in the language's own terms. */
import type { JsonObject } from "../../src/meta/schema.js";
import type { KindFileContent } from "../load/build-kind.js";
import type { GroupFileContent } from "../load/load-definitions.js";

export interface Draft {
  readonly groups: readonly GroupDraft[];
  readonly warnings: readonly ImportWarning[];
}

export interface GroupDraft {
  /** Folder: `core`, `_shared` or the group's name. */
  readonly dir: string;
  readonly content: GroupFileContent;
  readonly kinds: readonly KindDraft[];
  /** Version → type → schema: every type of the group, those of the kinds too. References are short. */
  readonly types: Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
}

export interface KindDraft {
  readonly kind: string;
  /** Version → name of the kind's own type. */
  readonly versions: Readonly<Record<string, string>>;
  /** Only what differs from the convention. */
  readonly content: KindFileContent;
}

/** What the language cannot express, or the document does not say. */
export interface ImportWarning {
  /** Where in the document: `definitions.Foo.properties.bar`. */
  readonly where: string;
  readonly message: string;
}
