import { AppError } from "@signalbox/errors";
import { parseArgs } from "node:util";
import { didYouMean } from "./nearest-name.js";

const FLAGS = {
  config: { type: "string" },
  set: { type: "string", multiple: true },
  debug: { type: "boolean", short: "d" },
  "check-config": { type: "boolean" },
  "print-config": { type: "boolean" },
  version: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

/** What the command line asked for. */
export interface ServiceArguments {
  readonly configPath: string | undefined;
  readonly sets: readonly string[];
  readonly debug: boolean;
  /** The first of these that was given decides; `serve` when none was. */
  readonly action: "help" | "version" | "check-config" | "print-config" | "serve";
}

type Token = NonNullable<ReturnType<typeof tokensOf>["tokens"]>[number];

function tokensOf(argv: readonly string[]) {
  return parseArgs({ args: [...argv], options: FLAGS, strict: false, tokens: true });
}

const refuse = (message: string): AppError => new AppError("invalid_argument", message);

const isFlag = (name: string): name is keyof typeof FLAGS => Object.hasOwn(FLAGS, name);

/** What is wrong with one argument. parseArgs finds the same in strict mode, but names no near match. */
function problemWith(token: Token): AppError | undefined {
  if (token.kind === "positional") return refuse(`unexpected argument ${token.value}`);
  if (token.kind === "option-terminator") return undefined;
  const { name, rawName, value, inlineValue } = token;
  if (!isFlag(name)) {
    const known = Object.keys(FLAGS).map((flag) => `--${flag}`);
    return refuse(`unknown flag ${rawName}${didYouMean(rawName, known)}`);
  }
  const wantsValue = FLAGS[name].type === "string";
  if (!wantsValue) return value === undefined ? undefined : refuse(`${rawName} takes no value`);
  const looksLikeFlag = inlineValue !== true && value?.startsWith("-") === true;
  if (value === undefined || value === "" || looksLikeFlag) {
    return refuse(`${rawName} needs a value: ${name === "set" ? "path=value" : "FILE"}`);
  }
  return undefined;
}

/**
 * Reads a service's command line.
 *
 * @throws AppError `invalid_argument` for an unknown flag, naming the nearest, or a flag without its value.
 */
export function parseServiceArguments(argv: readonly string[]): ServiceArguments {
  const { tokens } = tokensOf(argv);
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    const problem = problemWith(token);
    if (problem !== undefined) throw problem;
    if (token.kind !== "option") continue;
    values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? ""]);
  }
  const actions = ["help", "version", "check-config", "print-config"] as const;
  return {
    configPath: values.get("config")?.at(-1),
    sets: values.get("set") ?? [],
    debug: values.has("debug"),
    action: actions.find((action) => values.has(action)) ?? "serve",
  };
}
