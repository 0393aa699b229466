/** `apiserver completion`: prints a script that knows every command and flag. */
import { Args } from "@oclif/core";
import { flagTable } from "../server/flags/table.js";
import { type CompletedCommand, completionScript, type Shell } from "../util/completion-script.js";
import { ProgramCommand } from "./program.base.js";

const shells: readonly Shell[] = ["bash", "zsh", "fish"];

export default class Completion extends ProgramCommand {
  static override summary = "Print a completion script for your shell.";
  static override description = "Exit codes: 0 printed, 2 unknown shell.";
  static override examples = [
    { description: "For this session", command: "source <(<%= config.bin %> completion bash)" },
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
    const commands = this.config.commands
      .filter((command) => !command.hidden)
      .map((command): CompletedCommand => {
        const flags = command.id === "serve" ? flagTable.map((flag) => flag.name) : Object.keys(command.flags);
        return { words: command.id.split(":"), summary: command.summary ?? "", flags };
      });
    this.log(completionScript(shell, this.config.bin, commands).trimEnd());
  }
}
