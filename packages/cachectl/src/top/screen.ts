import type { Shell } from "../shell.js";

const ESCAPE = "\u001b[";
const ENTER = `${ESCAPE}?1049h${ESCAPE}?25l`;
const LEAVE = `${ESCAPE}?25h${ESCAPE}?1049l`;
const HOME = `${ESCAPE}H`;
const CLEAR_TO_LINE_END = `${ESCAPE}K`;
const CLEAR_BELOW = `${ESCAPE}J`;

/** Where frames go: a screen of its own on a terminal, one after the other everywhere else. */
export interface Screen {
  show(frame: string): Promise<void>;
  close(): Promise<void>;
}

function cutToWidth(line: string, columns: number): string {
  // Escape sequences are only in the heading of the table, which is narrower than any terminal we expect.
  return line.includes(ESCAPE) ? line : line.slice(0, columns);
}

/** Opens the screen; the caller closes it, also after a failure, or the terminal stays as it is. */
export async function openScreen(shell: Shell): Promise<Screen> {
  const { stdout } = shell;
  if (!stdout.isTty) {
    return { show: (frame) => stdout.write(frame), close: () => Promise.resolve() };
  }
  await stdout.write(ENTER);
  return {
    show: (frame) => {
      // Overwriting in place instead of clearing first: no flicker.
      const lines = frame
        .split("\n")
        .slice(0, stdout.rows)
        .map((line) => cutToWidth(line, stdout.columns) + CLEAR_TO_LINE_END);
      return stdout.write(HOME + lines.join("\n") + CLEAR_BELOW);
    },
    close: () => stdout.write(LEAVE),
  };
}
