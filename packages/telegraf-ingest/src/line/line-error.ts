import { oneLine } from "@signalbox/errors";

/** What was wrong with a line; a closed list, fit for a metric's label. */
export type LineErrorReason =
  "measurement" | "tag" | "field" | "value" | "quote" | "time" | "too_long" | "too_many";

/** A line that could not be read. */
export interface LineError {
  /** Counted from 1, by line feeds; of a line with line feeds inside, its first. */
  readonly line: number;
  readonly reason: LineErrorReason;
  /** One line for a person, without the line number. At most 300 characters, no control characters. */
  readonly text: string;
}

/** A fault before it is known on which line it is. */
export interface Fault {
  readonly reason: LineErrorReason;
  readonly text: string;
}

const MAX_QUOTED_CHARS = 60;

/** A piece of the input for a message: cut, one line, in quotes. `latin1` holds one byte in each character. */
export function quoted(latin1: string): string {
  const cut = latin1.slice(0, MAX_QUOTED_CHARS);
  const shown = oneLine(Buffer.from(cut, "latin1").toString("utf8"));
  return `'${shown}${latin1.length > MAX_QUOTED_CHARS ? "..." : ""}'`;
}
