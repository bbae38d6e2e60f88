import type { RouteIo } from "../route-io.js";

/** Each puts a colour around a text, or nothing. */
export interface Colours {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly green: (text: string) => string;
  readonly red: (text: string) => string;
}

/** Colours for stdout: never with NO_COLOR, always with FORCE_COLOR, otherwise on a terminal. */
export function coloursFor({ env, stdout }: Pick<RouteIo, "env" | "stdout">): Colours {
  const isTty = Reflect.get(stdout, "isTTY") === true && env["TERM"] !== "dumb";
  const isOn = !env["NO_COLOR"] && (Boolean(env["FORCE_COLOR"]) || isTty);
  const code =
    (start: number, end: number) =>
    (text: string): string =>
      isOn ? `\u001b[${start}m${text}\u001b[${end}m` : text;
  return { bold: code(1, 22), dim: code(2, 22), green: code(32, 39), red: code(31, 39) };
}
