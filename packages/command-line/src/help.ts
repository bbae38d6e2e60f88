import type { CommandSpec, OptionSpec, ToolSpec } from "./command-spec.js";
import { helpOption } from "./read-arguments.js";

const MIN_COLUMNS = 60;
const MAX_COLUMNS = 100;
const MAX_LABEL_CHARS = 24;

/** Whose command it is, and how wide the terminal is. */
export interface HelpOptions {
  /** What is typed before the command's name: `cachectl`, `signalbox route`. */
  readonly tool: string;
  /** Characters in a line of the terminal; below 60 is taken as 60, above 100 as 100. */
  readonly columns: number;
}

/** One command's help. Its notes are printed as they are, whatever the width. */
export function commandHelp(spec: CommandSpec, { tool, columns }: HelpOptions): string {
  const usage = [tool, spec.name, "[options]", ...spec.operands].join(" ");
  const options = [...spec.options, helpOption].map(
    (option) => [label(option), option.description] as const,
  );
  return page(usage, spec, { title: "Options", rows: rows(options, columns) });
}

/** The help of a whole tool: its commands. @param columns as in `HelpOptions` */
export function toolHelp(tool: ToolSpec, columns: number): string {
  const commands = tool.commands.map(({ name, summary }) => [name, summary] as const);
  return page(`${tool.name} <command> [options]`, tool, {
    title: "Commands",
    rows: rows(commands, columns),
  });
}

interface About {
  readonly summary: string;
  readonly notes: string;
}

interface Listing {
  readonly title: string;
  readonly rows: string;
}

function page(usage: string, { summary, notes }: About, listing: Listing): string {
  const end = notes.trim() === "" ? "" : `\n${notes.trim()}\n`;
  return `Usage: ${usage}\n\n${summary}\n\n${listing.title}:\n${listing.rows}${end}`;
}

function label({ name, short, value }: OptionSpec): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? `    ${long}` : `-${short}, ${long}`;
}

/** Two columns: what is typed, and what it means; a long label gets a line of its own. */
function rows(entries: readonly (readonly [string, string])[], columns: number): string {
  const width = Math.min(Math.max(...entries.map(([text]) => text.length)), MAX_LABEL_CHARS);
  const indent = " ".repeat(width + 4);
  const room = Math.min(Math.max(columns, MIN_COLUMNS), MAX_COLUMNS) - indent.length;
  return entries
    .map(([text, meaning]) => {
      const lines = wrapped(meaning, room).join(`\n${indent}`);
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
