import { Type, type Static, type TProperties, type TSchema, type TUnsafe } from "typebox";
import { parseBytes } from "./bytes.js";
import { parseDurationMs } from "./duration.js";

/*
 * The ways to declare a setting. Each takes its default first and its description last, so that a declaration reads
 * like the row of the reference table it becomes. Plain typebox schemas may be mixed in freely.
 */

/** A duration in the file's words: `30s`, `5m`, or a number of seconds. Read it with `parseDurationMs`. */
export function duration(initial: string, description: string): TUnsafe<string | number> {
  parseDurationMs(initial); // a wrong default is a mistake in the program and must not wait for a user to find it
  return Type.Unsafe<string | number>({
    type: ["string", "number"],
    format: "duration",
    minimum: 0,
    default: initial,
    description,
  });
}

/** A size in the file's words: `10MB`, `0B`, or a number of bytes. Read it with `parseBytes`. */
export function bytes(initial: string, description: string): TUnsafe<string | number> {
  parseBytes(initial);
  return Type.Unsafe<string | number>({
    type: ["string", "number"],
    format: "bytes",
    minimum: 0,
    default: initial,
    description,
  });
}

/** A text that is never shown: masked in `--print-config`, left out of every error. Default: empty, meaning not set. */
export function secretText(description: string): TUnsafe<string> {
  return Type.Unsafe<string>({ type: "string", default: "", secret: true, description });
}

/** Any text. */
export function text(initial: string, description: string): TUnsafe<string> {
  return Type.Unsafe<string>({ type: "string", default: initial, description });
}

/** A whole number within `range`, both ends included. */
export function integer(
  initial: number,
  range: { readonly min: number; readonly max: number },
  description: string,
): TUnsafe<number> {
  const { min: minimum, max: maximum } = range;
  return Type.Unsafe<number>({ type: "integer", minimum, maximum, default: initial, description });
}

/** A TCP or UDP port; 0 asks the system for a free one. */
export function port(initial: number, description: string): TUnsafe<number> {
  return integer(initial, { min: 0, max: 65_535 }, description);
}

/** A number, with fractions, within `range`, both ends included. */
export function decimal(
  initial: number,
  range: { readonly min: number; readonly max: number },
  description: string,
): TUnsafe<number> {
  const { min: minimum, max: maximum } = range;
  return Type.Unsafe<number>({ type: "number", minimum, maximum, default: initial, description });
}

/** Yes or no. */
export function flag(initial: boolean, description: string): TUnsafe<boolean> {
  return Type.Unsafe<boolean>({ type: "boolean", default: initial, description });
}

/** One of a closed list of words. */
export function choice<const Word extends string>(
  words: readonly Word[],
  initial: NoInfer<Word>,
  description: string,
): TUnsafe<Word> {
  return Type.Unsafe<Word>({ type: "string", enum: [...words], default: initial, description });
}

/** A list, empty by default, of at most `maxItems` entries. */
export function list<Item extends TSchema>(
  item: Item,
  options: { readonly maxItems: number; readonly initial?: readonly Static<Item>[] },
  description: string,
): TUnsafe<Static<Item>[]> {
  return Type.Unsafe<Static<Item>[]>({
    type: "array",
    items: item,
    maxItems: options.maxItems,
    default: options.initial ?? [],
    description,
  });
}

/** A group of settings; keys that are not declared in it are refused. */
export function section<Properties extends TProperties>(
  properties: Properties,
  description = "",
): ReturnType<typeof Type.Object<Properties>> {
  return Type.Object(properties, {
    additionalProperties: false,
    ...(description === "" ? {} : { description }),
  });
}
