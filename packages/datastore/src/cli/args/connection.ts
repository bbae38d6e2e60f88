import { secondsOption, type ReadArguments } from "@signalbox/command-line";
import {
  createDatastoreClient,
  storeUrlOf,
  type DatastoreClient,
} from "@signalbox/datastore-client";
import type { ToolIo, ToolParts } from "../tool-io.js";
import { readOption, usage } from "./read-option.js";

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
