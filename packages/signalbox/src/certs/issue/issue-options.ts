import {
  countOption,
  requiredOption,
  textOption,
  UsageError,
  type OptionSpec,
  type ReadArguments,
} from "@signalbox/command-line";
import type { KeyKind } from "./key-pair.js";
import { MAX_DAYS } from "./validity.js";

/** Upper bound of a common name. Source: RFC 5280, appendix A.1. */
const MAX_COMMON_NAME_CHARS = 64;

export const dirOption: OptionSpec = {
  name: "dir",
  value: "DIR",
  description: "Folder of the authority and of what it signs. Required.",
};

export const rsaOption: OptionSpec = {
  name: "rsa",
  description: "Make an RSA key of 2048 bits; default: EC on P-256.",
};

export const forceOption: OptionSpec = {
  name: "force",
  description: "Replace files that exist; without it they are left alone.",
};

export const daysOption = (days: number): OptionSpec => ({
  name: "days",
  value: "N",
  description: `Days until it expires; default ${days}.`,
});

/** The folder. @throws UsageError without one */
export const dirFrom = (args: ReadArguments): string => {
  const dir = requiredOption(args, "dir");
  if (dir === "") throw new UsageError("--dir is empty");
  return dir;
};

export const keyKindFrom = (args: ReadArguments): KeyKind =>
  args.switches.has("rsa") ? "rsa" : "ec";

/** Days of validity, 1 to 36500. @throws UsageError for anything else */
export const daysFrom = (args: ReadArguments, byDefault: number): number =>
  countOption(args, "days", { min: 1, max: MAX_DAYS }) ?? byDefault;

/** A common name of 1 to 64 characters. @throws UsageError for anything else */
export function commonName(text: string, option: string): string {
  const length = Array.from(text).length;
  if (text.trim() === "") throw new UsageError(`--${option} is empty`);
  if (/\p{C}/u.test(text)) throw new UsageError(`--${option} holds control characters`);
  if (length <= MAX_COMMON_NAME_CHARS) return text;
  const problem = `--${option} has ${length} characters, limit is ${MAX_COMMON_NAME_CHARS}`;
  throw new UsageError(problem);
}

/** File names without their ending: `--out`, or `byDefault` with whatever a file name should not hold as `_`. */
export function baseNameFrom(args: ReadArguments, byDefault: string): string {
  const out = textOption(args, "out");
  if (out === undefined) return byDefault.replace(/[^A-Za-z0-9._-]/g, "_");
  if (/^[A-Za-z0-9_][A-Za-z0-9._-]{0,199}$/.test(out)) return out;
  throw new UsageError(`--out ${out}: letters, digits, dots, dashes and underscores only`);
}

export const outOption: OptionSpec = {
  name: "out",
  value: "BASENAME",
  description: "Name of the files in --dir, without ending.",
};
