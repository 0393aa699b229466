/** `apiserver completion`: prints a script that knows every command and flag. */
import { Args, type Command } from "@oclif/core";
import { flagTable } from "../server/flags/table.js";
import { type CompletedCommand, type CompletedFlag, completionScript, type Shell } from "../util/completion-script.js";
import { ProgramCommand } from "./program.base.js";

const shells: readonly Shell[] = ["bash", "zsh", "fish"];

export default class Completion extends ProgramCommand {
  static override summary = "Print a completion script for your shell.";
  static override description = "Exit codes: 0 printed; 2 unknown shell.";
  static override examples = [
    { description: "For this session", command: "$ source <(<%= config.bin %> completion bash)" },
    {
      description: "For good, in bash",
      command: "<%= config.bin %> completion bash > ~/.local/share/bash-completion/completions/<%= config.bin %>",
    },
    {
      description: "For good, in fish",
      command: "<%= config.bin %> completion fish > ~/.config/fish/completions/<%= config.bin %>.fish",
    },
  ];
  static override args = {
    shell: Args.string({ description: "your shell", options: [...shells], required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    const shell = shells.find((known) => known === args.shell);
    if (shell === undefined) return;
    const commands = this.config.commands.filter(({ hidden }) => !hidden).map(completed);
    this.log(completionScript(shell, this.config.bin, commands).trimEnd());
  }
}

function completed({ id, summary = "", flags, args }: Command.Loadable): CompletedCommand {
  const known = Object.values(flags).map(({ name, type, ...flag }): CompletedFlag => {
    const values = "options" in flag ? flag.options : undefined;
    return { name, takesValue: type === "option", ...(values === undefined ? {} : { values }) };
  });
  const values = Object.values(args)[0]?.options;
  return {
    words: id.split(":"),
    summary,
    flags: id === "serve" ? serveFlags() : known,
    ...(values === undefined ? {} : { values }),
  };
}

/** Those that do something here. */
function serveFlags(): readonly CompletedFlag[] {
  return flagTable
    .filter(({ support }) => support.kind === "implemented")
    .map(({ name, type, placeholder }) => ({
      name,
      takesValue: type !== "bool" && !type.startsWith("version"),
      ...(placeholder?.includes("|") ? { values: placeholder.split("|") } : {}),
    }));
}
