import type { Colours } from "./colours.js";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Columns set apart by two blanks, no borders: easy on the eye and on `awk`. Ends with a newline. Cells must be printable. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { bold }: Colours,
): string {
  const titles = columns.map(({ title }) => title);
  const widths = columns.map(({ title }, at) =>
    rows.reduce((width, row) => Math.max(width, (row[at] ?? "").length), title.length),
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, at) => padded(cells[at] ?? "", widths[at] ?? 0, align))
      .join("  ")
      .trimEnd();
  return [bold(line(titles)), ...rows.map(line), ""].join("\n");
}

const padded = (text: string, width: number, align: Column["align"]): string =>
  align === "right" ? text.padStart(width) : text.padEnd(width);
