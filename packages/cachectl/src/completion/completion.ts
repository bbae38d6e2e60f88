import { helpOption, UsageError, type CommandSpec } from "@signalbox/command-line";
import { simpleCommand } from "../args/simple-command.js";
import { commandSpecs } from "../command-specs.js";
import { exitCode } from "../exit-code.js";
import { completionSpec } from "./completion-options.js";

function optionNames(spec: CommandSpec): readonly string[] {
  return [...spec.options, helpOption].map(({ name }) => `--${name}`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** After `--` the words are another command's: bash's own completion of file names takes over. */
function bash(specs: readonly CommandSpec[]): string {
  const cases = specs.map((spec) => `    ${spec.name}) words="${optionNames(spec).join(" ")}" ;;`);
  return `_cachectl() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words word
  COMPREPLY=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [ "$word" = -- ] && return
  done
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${specs.map(({ name }) => name).join(" ")} --help --version"
  else case "\${COMP_WORDS[1]}" in
${cases.join("\n")}
    *) return ;;
  esac
  fi
  case "$current" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
    *) [ "$COMP_CWORD" -eq 1 ] && COMPREPLY=($(compgen -W "$words" -- "$current")) ;;
  esac
}
complete -o default -F _cachectl cachectl
`;
}

function zsh(specs: readonly CommandSpec[]): string {
  return `autoload -U +X bashcompinit && bashcompinit\n${bash(specs)}`;
}

function fish(specs: readonly CommandSpec[]): string {
  const commands = specs.map(
    ({ name, summary }) =>
      `complete -c cachectl -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
  );
  const options = specs.flatMap((spec) =>
    [...spec.options, helpOption].map(({ name, short, value, description }) =>
      [
        `complete -c cachectl -n '__fish_seen_subcommand_from ${spec.name}'`,
        ...(short === undefined ? [] : [`-s ${short}`]),
        `-l ${name}`,
        ...(value === undefined ? [] : ["-r"]),
        `-d ${quoted(description)}`,
      ].join(" "),
    ),
  );
  return `${[...commands, ...options].join("\n")}\n`;
}

const generators: ReadonlyMap<string, (specs: readonly CommandSpec[]) => string> = new Map([
  ["bash", bash],
  ["zsh", zsh],
  ["fish", fish],
]);

/** `cachectl completion`: made from the same declarations as the argument reader and `--help`. */
export const completionCommand = simpleCommand(completionSpec, async (args, shell) => {
  const name = args.operands[0] ?? "";
  const generate = generators.get(name);
  if (generate === undefined) {
    throw new UsageError(`completion: ${name} is not one of ${[...generators.keys()].join(", ")}`);
  }
  await shell.stdout.write(generate(commandSpecs));
  return exitCode.ok;
});
