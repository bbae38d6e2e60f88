import { textOption, secondsOption, UsageError, type ReadArguments } from "@signalbox/command-line";
import {
  createDatastoreClient,
  storeUrlOf,
  type DatastoreClient,
} from "@signalbox/datastore-client";
import type { ToolIo, ToolParts } from "../tool-io.js";

const MAX_TIMEOUT_SECONDS = 3600;

/** What is needed to talk to a store: its URL comes later. */
export interface Connect {
  /** A client of the store that an info URL, or any URL below it, belongs to. @throws UsageError for a bad URL */
  (url: string): DatastoreClient;
}

/** @throws UsageError for files that cannot be read or used */
export async function connection(
  args: ReadArguments,
  io: ToolIo,
  { clock, random }: ToolParts,
): Promise<Connect> {
  const [pem, key, ca] = await Promise.all([
    readOption(args, io, "cert"),
    readOption(args, io, "key"),
    readOption(args, io, "ca"),
  ]);
  const seconds = secondsOption(args, "timeout", { min: 0.001, max: MAX_TIMEOUT_SECONDS });
  const identity =
    key === undefined
      ? { ...(pem !== undefined && { pem }) }
      : { ...(pem !== undefined && { cert: pem }), key };
  return (url) =>
    usage(() =>
      createDatastoreClient({
        url: storeUrlOf(url).href,
        tls: {
          ...identity,
          ...(ca !== undefined && { ca }),
          verifyServer: !args.switches.has("insecure"),
        },
        allowedOrigins: args.options.get("allow") ?? [],
        limits: seconds === undefined ? {} : { totalTimeoutMs: seconds * 1000 },
        clock,
        random,
      }),
    );
}

async function readOption(
  args: ReadArguments,
  io: ToolIo,
  name: string,
): Promise<string | undefined> {
  const path = textOption(args, name);
  if (path === undefined) return undefined;
  try {
    return await io.readFile(path);
  } catch (error) {
    throw new UsageError(`--${name}: ${reasonOf(error)}`, { cause: error });
  }
}

/** What is wrong with what was typed is not the store's failure. */
function usage<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new UsageError(reasonOf(error), { cause: error });
  }
}

// Errors of Node's core are of another realm under test runners: their message is what counts.
function reasonOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error)
    return String(error.message);
  return String(error);
}
