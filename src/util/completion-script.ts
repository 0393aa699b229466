/**
 * Shell completion: a script for bash, zsh or fish that knows every command, its flags and the values they choose
 * from. The script is static, so a key press starts no program. Pure.
 */
export type Shell = "bash" | "fish" | "zsh";

export interface CompletedCommand {
  /** `["scaffold", "group"]` */
  readonly words: readonly string[];
  readonly summary: string;
  readonly flags: readonly CompletedFlag[];
  /** What the argument is chosen from; absent: files. */
  readonly values?: readonly string[];
}

export interface CompletedFlag {
  /** Without dashes. */
  readonly name: string;
  readonly takesValue: boolean;
  /** What the value is chosen from; absent: files. */
  readonly values?: readonly string[];
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
  /** Files may stand there as well. */
  readonly files: boolean;
}

/** What may follow each path of words; longer paths first, so that a case statement finds the deepest. */
function choices(commands: readonly CompletedCommand[]): readonly Choice[] {
  const after = new Map<string, { readonly words: Set<string>; readonly files: boolean }>();
  const add = (path: string, files: boolean, word: string): void => {
    const known = after.get(path) ?? { words: new Set<string>(), files };
    after.set(path, known);
    known.words.add(word);
  };
  for (const { words, flags, values } of commands) {
    for (const [at, word] of words.entries()) add(words.slice(0, at).join(" "), false, word);
    for (const word of [...(values ?? []), ...flags.map(({ name }) => `--${name}`)]) {
      add(words.join(" "), values === undefined, word);
    }
  }
  const found = [...after].map(([path, { words, files }]) => ({ path, files, words: [...words].sort() }));
  return found.sort((a, b) => b.path.length - a.path.length);
}

/** Case lines over "<path> <word before the cursor>": the values of a flag; none where any file may follow. */
function valueLines(commands: readonly CompletedCommand[], assign: (words: string) => string): readonly string[] {
  return commands.flatMap(({ words, flags }) => {
    const pattern = ({ name }: CompletedFlag): string => `"${words.join(" ")} "*"--${name}"`;
    const taking = flags.filter(({ takesValue }) => takesValue);
    const chosen = taking.flatMap((flag) =>
      flag.values === undefined ? [] : [`    ${pattern(flag)}) ${assign(flag.values.join(" "))} ;;`],
    );
    const open = taking.filter(({ values }) => values === undefined).map(pattern);
    return open.length === 0 ? chosen : [...chosen, `    ${open.join("|")}) ${assign("")} ;;`];
  });
}

function pathLines(commands: readonly CompletedCommand[], assign: (choice: Choice) => string): readonly string[] {
  return choices(commands).map((choice) => {
    const pattern = choice.path === "" ? "*" : `"${choice.path} "*`;
    return `    ${pattern}) ${assign(choice)} ;;`;
  });
}

function bashScript(bin: string, commands: readonly CompletedCommand[]): string {
  const assign = (words: string): string => `choices="${words}"`;
  return `# ${bin} completion for bash: source this file, or put it into bash_completion.d
_${bin}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path="" word choices=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) ;; *) path+="\${path:+ }$word" ;; esac
  done
  case "$path \${COMP_WORDS[COMP_CWORD-1]}" in
${[...valueLines(commands, assign), ...pathLines(commands, ({ words }) => assign(words.join(" ")))].join("\n")}
  esac
  mapfile -t COMPREPLY < <(compgen -W "$choices" -- "$current")
}
complete -o default -F _${bin} ${bin}
`;
}

function zshScript(bin: string, commands: readonly CompletedCommand[]): string {
  const assign = (words: string): string => `choices=(${words})`;
  const lines = [
    ...valueLines(commands, assign),
    ...pathLines(commands, ({ words, files }) => `${assign(words.join(" "))} files=${files ? 1 : 0}`),
  ];
  return `#compdef ${bin}
# ${bin} completion for zsh: put it into a folder of $fpath as _${bin}, or source it
_${bin}() {
  local -a parts choices
  local word files=0
  for word in "\${(@)words[2,CURRENT-1]}"; do
    [[ $word == -* ]] || parts+=("$word")
  done
  case "\${(j: :)parts} $words[CURRENT-1]" in
${lines.join("\n")}
  esac
  # A word that starts with a dash is a flag; elsewhere flags are offered only where nothing else can stand.
  [[ $PREFIX == -* ]] || (( ! files )) || _files
  compadd -- $choices
  (( $#choices )) || _files
}
compdef _${bin} ${bin}
`;
}

function fishScript(bin: string, commands: readonly CompletedCommand[]): string {
  const lines = [
    `# ${bin} completion for fish: put it into ~/.config/fish/completions/${bin}.fish`,
    `complete -c ${bin} -n __fish_use_subcommand -f`,
  ];
  const topics = new Map<string, string[]>();
  for (const { words, summary, flags, values } of commands) {
    const [first = "", second] = words;
    const here = second === undefined ? "__fish_use_subcommand" : `__fish_seen_subcommand_from ${first}`;
    if (second !== undefined) topics.set(first, [...(topics.get(first) ?? []), second]);
    lines.push(`complete -c ${bin} -n "${here}" -a ${second ?? first} -d ${quote(summary)}`);
    if (values !== undefined) lines.push(`complete -c ${bin} -n "${seen(words)}" -f -a "${values.join(" ")}"`);
    for (const { name, takesValue, values: known } of flags) {
      const value = known === undefined ? (takesValue ? " -r" : "") : ` -x -a "${known.join(" ")}"`;
      lines.push(`complete -c ${bin} -n "${seen(words)}" -l ${name}${value}`);
    }
  }
  for (const [topic, inner] of topics) {
    lines.push(`complete -c ${bin} -n __fish_use_subcommand -a ${topic}`);
    const open = `${seen([topic])}; and not __fish_seen_subcommand_from ${inner.join(" ")}`;
    lines.push(`complete -c ${bin} -n "${open}" -f`);
  }
  return `${lines.join("\n")}\n`;
}

function seen(words: readonly string[]): string {
  return words.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ");
}

function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
