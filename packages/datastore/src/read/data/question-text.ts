import { AppError } from "@signalbox/errors";

const FLAGS: ReadonlySet<string> = new Set(["true", "false"]);
const DIGITS = /^[0-9]{1,16}$/;

/**
 * The text of one question out of `q` and the parameters beside it: they become the first keys of its object, so that one
 * reader understands both forms. Without parameters `q` stays untouched.
 *
 * @throws AppError `invalid_argument` when a parameter is not what it must be
 */
export function questionText(
  q: string | undefined,
  parameters: ReadonlyMap<string, string>,
): string | undefined {
  const members = membersOf(parameters);
  const text = q?.trimStart();
  // What is no object is an error all the same; the reader names it.
  if (members.length === 0 || !text?.startsWith("{")) return q;
  const rest = text.slice(1).trimStart();
  return `{${members.join(",")}${rest.startsWith("}") ? "" : ","}${rest}`;
}

function membersOf(parameters: ReadonlyMap<string, string>): string[] {
  const members: string[] = [];
  const add = (key: string, name: string, write: (name: string, value: string) => string): void => {
    const value = parameters.get(name);
    if (value !== undefined) members.push(`"${key}":${write(name, value)}`);
  };
  add("latest", "latest", flagText);
  add("step", "step", (_, value) => (DIGITS.test(value) ? value : JSON.stringify(value)));
  add("agg", "agg", (_, value) => JSON.stringify(value));
  add("empty", "empty", flagText);
  add("leftOut", "left_out", flagText);
  return members;
}

function flagText(name: string, value: string): string {
  if (FLAGS.has(value)) return value;
  throw new AppError("invalid_argument", `parameter ${name} is neither true nor false`);
}
