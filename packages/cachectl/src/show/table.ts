import CliTable from "cli-table3";
import picocolors from "picocolors";
import type { Shell } from "../shell.js";

/** Whether to colour: never with NO_COLOR, always with FORCE_COLOR, otherwise on a terminal. */
export function hasColour(shell: Shell): boolean {
  if (shell.env["NO_COLOR"]) return false;
  if (shell.env["FORCE_COLOR"]) return true;
  return shell.stdout.isTty && shell.env["TERM"] !== "dumb";
}

/** Colours for this shell's stdout, or the same functions doing nothing. */
export function colours(shell: Shell) {
  return picocolors.createColors(hasColour(shell));
}

export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

const BORDERS = [
  ...["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left"],
  ...["bottom-right", "left", "left-mid", "mid", "mid-mid", "right", "right-mid"],
];

/** Columns set apart by two blanks, no borders: easy on the eye and on `awk`. Ends with a newline. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  shell: Shell,
): string {
  const { bold } = colours(shell);
  const made = new CliTable({
    head: columns.map(({ title }) => bold(title)),
    colAligns: columns.map(({ align }) => align ?? "left"),
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
    chars: { ...Object.fromEntries(BORDERS.map((name) => [name, ""])), middle: "  " },
  });
  made.push(...rows.map((row) => [...row]));
  return `${made.toString().replace(/ +$/gm, "")}\n`;
}
