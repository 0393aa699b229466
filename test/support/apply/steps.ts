/** The steps scenarios are written with. */
import type { Step } from "./scenario.js";

type Body = Step["body"];
type More = Omit<Step, "how" | "as" | "body">;

export const apply = (as: string, body: Body, more: More = {}): Step => ({ how: "apply", as, body, ...more });
export const take = (as: string, body: Body, more: More = {}): Step => apply(as, body, { ...more, force: true });
export const create = (as: string, body: Body, more: More = {}): Step => ({ how: "create", as, body, ...more });
export const update = (as: string, body: Body, more: More = {}): Step => ({ how: "update", as, body, ...more });
export const merge = (as: string, body: Body, more: More = {}): Step => ({ how: "merge", as, body, ...more });
export const json = (as: string, body: Body, more: More = {}): Step => ({ how: "json", as, body, ...more });
export const strategic = (as: string, body: Body, more: More = {}): Step => ({ how: "strategic", as, body, ...more });
