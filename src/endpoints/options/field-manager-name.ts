/** Who a request writes as: the manager it names, or else the program that sends it. */
import { before } from "../../util/before.js";
import type { RequestContext } from "../context.js";
import type { WriteOptions } from "./write-options.js";

/** As kube-apiserver. */
export const maxManagerBytes = 128;

/** "" when there is no telling. */
export function managerName({ request }: RequestContext, { fieldManager }: WriteOptions): string {
  return fieldManager === "" ? programName(request.header("user-agent") ?? "") : fieldManager;
}

/** `kubectl` of `kubectl/v1.36.0 (linux/amd64) …`, without what cannot be printed and cut at the limit. */
export function programName(userAgent: string): string {
  const program = before(userAgent, "/");
  if (/^[\x20-\x7e]{0,128}$/.test(program)) return program;
  let name = "";
  for (const one of program) {
    if (!isPrintable(one)) continue;
    if (Buffer.byteLength(name + one) > maxManagerBytes) break;
    name += one;
  }
  return name;
}

/** Letters, marks, numbers, punctuation, symbols and the plain blank, as Go has it. */
export function isPrintable(character: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(character);
}
