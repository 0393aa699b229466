/** An unknown command: suggests the nearest one and ends with exit code 2. */
import type { Hook } from "@oclif/core";
import { closest } from "../util/edit-distance.js";

const commandNotFound: Hook<"command_not_found"> = async ({ id, config, context }) => {
  const typed = id.split(":");
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id.replaceAll(":", " "));
  const command = known.find((one) => `${typed.join(" ")} `.startsWith(`${one} `));
  if (command !== undefined) {
    // The id holds every word up to the first flag, also those that were meant as arguments.
    const extra = typed.slice(command.split(" ").length).join(" ");
    process.stderr.write(`error: unexpected argument: ${extra}\nsee: ${config.bin} ${command} --help\n`);
  } else {
    const topic = known.some((one) => one.startsWith(`${typed[0]} `));
    const name = typed.slice(0, topic ? 2 : 1).join(" ");
    const near = closest(name, known);
    const hint = near === undefined ? "" : ` (did you mean ${config.bin} ${near}?)`;
    process.stderr.write(
      `error: unknown command: ${name}${hint}\nsee: ${config.bin} ${topic ? `${typed[0]} ` : ""}--help\n`,
    );
  }
  context.exit(2);
};

export default commandNotFound;
