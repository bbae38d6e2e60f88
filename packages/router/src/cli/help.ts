import { helpOption, type CommandSpec, type OptionSpec } from "./args/command-spec.js";

const COLUMNS = 96;
const MAX_LABEL_CHARS = 22;

/** One subcommand's help. */
export function commandHelp(spec: CommandSpec): string {
  const usage = ["signalbox route", spec.name, "[options]", ...spec.operands].join(" ");
  const options = [...spec.options, helpOption].map(
    (option) => [label(option), option.description] as const,
  );
  return `Usage: ${usage}\n\n${spec.summary}\n\nOptions:\n${rows(options)}\n${spec.notes.trim()}\n`;
}

/** The help of `signalbox route` itself. */
export function routeHelp(specs: readonly CommandSpec[]): string {
  return `Usage: signalbox route <command> [options]

Says where requests go, and why. Nothing is counted, redirected or changed by it.

Commands:
${rows(specs.map(({ name, summary }) => [name, summary] as const))}
signalbox route <command> --help shows a command's options.

Exit codes: 0 done, 1 failed, 2 wrong command line or unusable file. NO_COLOR turns colour off.
`;
}

function label({ name, short, value }: OptionSpec): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

/** Two columns: what is typed, and what it means; a long label gets a line of its own. */
function rows(entries: readonly (readonly [string, string])[]): string {
  const width = Math.min(Math.max(...entries.map(([text]) => text.length)), MAX_LABEL_CHARS);
  const indent = " ".repeat(width + 4);
  return entries
    .map(([text, meaning]) => {
      const lines = wrapped(meaning, COLUMNS - indent.length).join(`\n${indent}`);
      const first = text.length > width ? `  ${text}\n${indent}` : `  ${text.padEnd(width)}  `;
      return `${first}${lines}\n`;
    })
    .join("");
}

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
