/** An unknown command: suggests the nearest one and ends with exit code 2. */
import type { Hook } from "@oclif/core";
import { closest } from "../util/edit-distance.js";

const commandNotFound: Hook<"command_not_found"> = async ({ id, config, context }) => {
  const typed = id.replaceAll(":", " ");
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id.replaceAll(":", " "));
  const near = closest(typed, known);
  const hint = near === undefined ? "" : ` (did you mean ${config.bin} ${near}?)`;
  context.error(`unknown command: ${typed}${hint}; see: ${config.bin} --help`, { exit: 2 });
};

export default commandNotFound;
