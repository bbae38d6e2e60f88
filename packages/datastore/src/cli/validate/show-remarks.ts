import { printable, printableJson } from "@signalbox/command-line";
import { columns } from "../show/columns.js";
import type { Remark, Remarks } from "./remark.js";
import type { Checked } from "./validate-command.js";

/** Problems first, then notes, then the sum. */
export function showRemarks(
  remarks: Remarks,
  { objects, points }: Checked,
  isJson: boolean,
): string {
  const { list, problems, notes } = remarks;
  if (isJson) return `${printableJson({ objects, points, problems, notes, remarks: list }, 2)}\n`;
  const of = (level: Remark["level"]): string =>
    columns(
      list
        .filter((remark) => remark.level === level)
        .map(({ about, path, text }) => [
          level,
          printable(about),
          printable(path),
          printable(text),
        ]),
    );
  const sum = `${objects} objects, ${points} points: ${problems} problems, ${notes} notes`;
  return `${of("problem")}${of("note")}${sum}\n`;
}
