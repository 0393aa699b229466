/**
 * Shell completion: a script for bash, zsh or fish that knows every command and its flags. The script is static, so a
 * key press starts no program. Pure.
 */
export type Shell = "bash" | "fish" | "zsh";

export interface CompletedCommand {
  /** `["scaffold", "group"]` */
  readonly words: readonly string[];
  readonly summary: string;
  /** Without dashes. */
  readonly flags: readonly string[];
}

export function completionScript(shell: Shell, bin: string, commands: readonly CompletedCommand[]): string {
  switch (shell) {
    case "bash":
      return bashScript(bin, commands);
    case "zsh":
      return zshScript(bin, commands);
    case "fish":
      return fishScript(bin, commands);
  }
}

interface Choice {
  readonly path: string;
  readonly words: readonly string[];
}

/** What may follow each path of words; longer paths first, so that a case statement finds the deepest. */
function choices(commands: readonly CompletedCommand[]): readonly Choice[] {
  const after = new Map<string, Set<string>>();
  const add = (path: string, word: string): void => {
    const known = after.get(path) ?? new Set<string>();
    after.set(path, known.add(word));
  };
  for (const { words, flags } of commands) {
    for (const [at, word] of words.entries()) add(words.slice(0, at).join(" "), word);
    for (const flag of flags) add(words.join(" "), `--${flag}`);
  }
  const found = [...after].map(([path, words]) => ({ path, words: [...words].sort() }));
  return found.sort((a, b) => b.path.length - a.path.length);
}

function caseLines(commands: readonly CompletedCommand[], assign: (words: string) => string): readonly string[] {
  return choices(commands).map(({ path, words }) => {
    const pattern = path === "" ? "*" : `"${path}"|"${path} "*`;
    return `    ${pattern}) ${assign(words.join(" "))} ;;`;
  });
}

function bashScript(bin: string, commands: readonly CompletedCommand[]): string {
  return `# ${bin} completion for bash: source this file, or put it into bash_completion.d
_${bin}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word choices=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path+="\${path:+ }$word" ;; esac
  done
  case "$path" in
${caseLines(commands, (words) => `choices="${words}"`).join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}
complete -o default -F _${bin} ${bin}
`;
}

function zshScript(bin: string, commands: readonly CompletedCommand[]): string {
  return `#compdef ${bin}
# ${bin} completion for zsh: put it into a folder of $fpath as _${bin}, or source it
_${bin}() {
  local -a parts choices
  local word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] || parts+=("$word")
  done
  case "\${(j: :)parts}" in
${caseLines(commands, (words) => `choices=(${words})`).join("\n")}
  esac
  compadd -- $choices
  [[ $PREFIX == -* ]] || _files
}
compdef _${bin} ${bin}
`;
}

function fishScript(bin: string, commands: readonly CompletedCommand[]): string {
  const lines = [`# ${bin} completion for fish: put it into ~/.config/fish/completions/${bin}.fish`];
  for (const { words, summary, flags } of commands) {
    const last = words.at(-1) ?? "";
    const before = words.slice(0, -1);
    const here = before.length === 0 ? "__fish_use_subcommand" : seen(before);
    lines.push(`complete -c ${bin} -n "${here}" -a ${last} -d ${quote(summary)}`);
    for (const flag of flags) lines.push(`complete -c ${bin} -n "${seen(words)}" -l ${flag}`);
  }
  const topics = new Set(commands.filter(({ words }) => words.length > 1).map(({ words }) => words[0]));
  for (const topic of topics) lines.push(`complete -c ${bin} -n __fish_use_subcommand -a ${topic}`);
  return `${lines.join("\n")}\n`;
}

function seen(words: readonly string[]): string {
  return words.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
