import { helpOption } from "./args/read-arguments.js";
import type { CommandSpec, OptionSpec } from "./args/command-spec.js";
import { exitCode } from "./exit-code.js";
import type { Shell } from "./shell.js";

const MIN_COLUMNS = 60;
const MAX_COLUMNS = 100;
const MAX_LABEL_CHARS = 24;

function wrapped(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

function label({ name, short, value }: OptionSpec): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

/** Two columns: what is typed, and what it means; a long label gets a line of its own. */
function rows(entries: readonly (readonly [string, string])[], columns: number): string {
  const width = Math.min(Math.max(...entries.map(([text]) => text.length)), MAX_LABEL_CHARS);
  const indent = " ".repeat(width + 4);
  return entries
    .map(([text, meaning]) => {
      const lines = wrapped(meaning, columns - indent.length).join(`\n${indent}`);
      const first = text.length > width ? `  ${text}\n${indent}` : `  ${text.padEnd(width)}  `;
      return `${first}${lines}\n`;
    })
    .join("");
}

function columnsOf(shell: Shell): number {
  return Math.min(Math.max(shell.stdout.columns, MIN_COLUMNS), MAX_COLUMNS);
}

/** The usage line: `cachectl get [options] <key>`. */
export function usageLine(spec: CommandSpec): string {
  return ["cachectl", spec.name, "[options]", ...spec.operands].join(" ");
}

/** One command's help, for a terminal of `columns` characters. */
export function commandHelp(spec: CommandSpec, columns: number): string {
  const options = [...spec.options, helpOption].map(
    (option) => [label(option), option.description] as const,
  );
  const notes = spec.notes.trim();
  return [
    `Usage: ${usageLine(spec)}\n\n${spec.summary}\n\nOptions:\n`,
    rows(options, columns),
    notes === "" ? "" : `\n${notes}\n`,
  ].join("");
}

/** The help of the whole tool: its commands and what the exit codes mean. */
export function toolHelp(specs: readonly CommandSpec[], columns: number): string {
  return `Usage: cachectl <command> [options]

Looks after a cache manager, and runs commands through it.

Commands:
${rows(
  specs.map((spec) => [spec.name, spec.summary] as const),
  columns,
)}
cachectl <command> --help shows a command's options; cachectl --version the version.

Exit codes: 0 done, 1 failed (for get: no such key), 2 wrong command line;
check: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; run: the command's own.
NO_COLOR turns colour off.
`;
}

export async function printCommandHelp(spec: CommandSpec, shell: Shell): Promise<number> {
  await shell.stdout.write(commandHelp(spec, columnsOf(shell)));
  return exitCode.ok;
}

export async function printToolHelp(specs: readonly CommandSpec[], shell: Shell): Promise<number> {
  await shell.stdout.write(toolHelp(specs, columnsOf(shell)));
  return exitCode.ok;
}
