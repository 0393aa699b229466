/** `<group>/descriptions.ts`: what the types and fields of a group are. Nothing but OpenAPI documents loads it. */
import { type StatementStructures, StructureKind } from "ts-morph";
import type { DescriptionsModel } from "../model/model.js";
import { exportedConst } from "../print/source.js";
import { apiSpecifier, type EmitConfig } from "./config.js";
import { printTable } from "./schemas.js";

export function descriptionsStatements(
  config: EmitConfig,
  dir: string,
  { texts }: DescriptionsModel,
): StatementStructures[] {
  return [
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      moduleSpecifier: apiSpecifier(config, `${dir}/descriptions.ts`),
      namedImports: [{ name: "Descriptions" }],
    },
    exportedConst({ name: "descriptions", type: "Descriptions", value: printTable(Object.entries(texts)) }),
  ];
}
