/** Rows in columns set apart by two blanks, the last one ragged. Cells must be printable. Ends with a newline. */
export function columns(rows: readonly (readonly string[])[], indent = ""): string {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows
    .map((row) => {
      const cells = row.map((cell, at) => cell.padEnd(widths[at] ?? 0));
      return `${indent}${cells.join("  ").trimEnd()}\n`;
    })
    .join("");
}
