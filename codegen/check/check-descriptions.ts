/** Descriptions are of types and fields there are, in one version of the group at least. */
import { type Complain, suggest } from "../diagnostics.js";
import { fieldsByType } from "../model/fields.js";
import type { ApiModel } from "../model/model.js";

export function checkDescriptions(model: ApiModel, complain: Complain): void {
  for (const [dir, { texts, file }] of model.descriptions) {
    if (file === undefined) continue;
    const fieldsOf = fieldsByType(model.types, dir);
    for (const [type, fields] of Object.entries(texts)) {
      const known = fieldsOf.get(type);
      if (known === undefined) {
        const hint = suggest(type, [...fieldsOf.keys()]);
        complain(
          "description-unknown",
          { file, path: [type], at: "key" },
          { where: dir, what: "type", name: type, hint },
        );
        continue;
      }
      for (const name of Object.keys(fields)) {
        if (name === "_" || known.has(name)) continue;
        const params = { where: type, what: "field", name, hint: suggest(name, [...known]) };
        complain("description-unknown", { file, path: [type, name], at: "key" }, params);
      }
    }
  }
}
