import {
  bytesOption,
  readArguments,
  secondsOption,
  textOption,
  UsageError,
  type ReadArguments,
} from "@signalbox/command-line";
import { connectionFrom, type Connection } from "../args/connection.js";
import { cacheKey } from "./cache-key.js";
import { runDefaults, runSpec } from "./run-options.js";
import type { StoragePolicy } from "./storage-policy.js";

/** One `run`, with every choice made. */
export interface RunPlan {
  readonly command: string;
  readonly args: readonly string[];
  readonly key: string;
  readonly policy: StoragePolicy;
  /** Waiting and running together, in seconds. */
  readonly timeoutS: number;
  readonly maxOutputBytes: number;
  readonly isAgeShown: boolean;
  readonly connection: Connection;
}

/** What `run` was asked for. */
export type RunRequest =
  | { readonly kind: "help" }
  | { readonly kind: "print key"; readonly key: string }
  | { readonly kind: "run"; readonly plan: RunPlan };

const MIN_TTL_S = 0.001;
const MAX_TIMEOUT_S = 86_400;
const MIN_OUTPUT_BYTES = 1024;
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const MAX_KEY_CHARS = 1024;
const MAX_EXIT_CODE = 255;

function exitCodes(text: string): ReadonlySet<number> {
  const codes = text.split(",").map((part) => (/^ *\d{1,3} *$/.test(part) ? Number(part) : NaN));
  if (codes.some((code) => !(code <= MAX_EXIT_CODE))) {
    throw new UsageError(`--cache-exit: not a list of exit codes such as 0,1,2: ${text}`);
  }
  return new Set(codes);
}

function policyFrom(args: ReadArguments): StoragePolicy {
  const codes = textOption(args, "cache-exit");
  return {
    cacheExit: codes === undefined ? new Set(runDefaults.cacheExit) : exitCodes(codes),
    ttlS: secondsOption(args, "ttl", { min: MIN_TTL_S }) ?? runDefaults.ttlS,
    staleS: secondsOption(args, "stale") ?? 0,
    failTtlS: secondsOption(args, "fail-ttl") ?? runDefaults.failTtlS,
  };
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

function keyFrom(args: ReadArguments, argv: readonly string[], around: Surroundings): string {
  const name = textOption(args, "key");
  if (name !== undefined && (name === "" || name.length > MAX_KEY_CHARS)) {
    throw new UsageError(`--key has ${name.length} characters, allowed are 1 to ${MAX_KEY_CHARS}`);
  }
  const variables = args.options.get("key-env") ?? [];
  return cacheKey({
    argv,
    variables: new Map(variables.map((variable) => [variable, around.env[variable]])),
    ...(args.switches.has("key-cwd") ? { cwd: around.cwd } : {}),
    ...(name === undefined ? {} : { name }),
  });
}

/** The command stands behind `--`, so that its options can never be taken for ours. */
function splitAtDashes(argv: readonly string[]) {
  const dashes = argv.indexOf("--");
  if (dashes === -1) return { own: argv, command: [] };
  return { own: argv.slice(0, dashes), command: argv.slice(dashes + 1) };
}

/**
 * Reads what follows `cachectl run`. Pure.
 *
 * @throws UsageError for a wrong option or value, or when there is no command behind `--`.
 */
export function readRunRequest(argv: readonly string[], around: Surroundings): RunRequest {
  const { own, command } = splitAtDashes(argv);
  const args = readArguments(runSpec, own);
  if (args.switches.has("help")) return { kind: "help" };
  const [program, ...programArgs] = command;
  if (program === undefined || program === "") {
    throw new UsageError("run: give the command behind --: cachectl run --ttl 300 -- COMMAND ARG");
  }
  const key = keyFrom(args, command, around);
  if (args.switches.has("print-key")) return { kind: "print key", key };
  const plan = {
    command: program,
    args: programArgs,
    key,
    policy: policyFrom(args),
    timeoutS:
      secondsOption(args, "timeout", { min: 1, max: MAX_TIMEOUT_S }) ?? runDefaults.timeoutS,
    maxOutputBytes:
      bytesOption(args, "max-output", { min: MIN_OUTPUT_BYTES, max: MAX_OUTPUT_BYTES }) ??
      runDefaults.maxOutputBytes,
    isAgeShown: args.switches.has("show-age"),
    connection: connectionFrom(args, around.env),
  };
  return { kind: "run", plan };
}
