import { secondsOption, textOption, UsageError, type ReadArguments } from "@signalbox/command-line";
import { ConfigError, loadConfig } from "@signalbox/config";
import { createHttpClient } from "@signalbox/http-client";
import { openStore } from "@signalbox/timeseries-store";
import { toTimeLimits } from "../config/to-options.js";
import { datastoreSchema } from "../config/service-schema.js";
import { createHttpSink } from "../import/http-sink.js";
import type { ImportSink } from "../import/import-sink.js";
import { createStoreSink } from "../import/store-sink.js";
import { readOption, usage } from "./args/read-option.js";
import type { ToolIo, ToolParts } from "./tool-io.js";

const MS_PER_SECOND = 1000;
const CONNECT_TIMEOUT_MS = 10_000;
const DEFAULT_TIMEOUT_SECONDS = 60;
const MAX_TIMEOUT_SECONDS = 3600;
const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;
const RETRY = { attempts: 6, initialDelayMs: 500, maxDelayMs: 10_000 } as const;
const MAX_DESCRIBED = 100;

/** Where the arguments say it goes: a datastore, or the store of a configuration. @throws UsageError */
export async function importSink(
  args: ReadArguments,
  io: ToolIo,
  parts: ToolParts,
): Promise<ImportSink> {
  const url = textOption(args, "url");
  const isStore = args.options.has("config") || args.options.has("set");
  if (url !== undefined && isStore) {
    throw new UsageError("--url and --config or --set do not go together");
  }
  if (url === undefined && !isStore) {
    throw new UsageError("--url, or --config or --set, must say where it goes");
  }
  return url === undefined ? storeSink(args, io, parts) : httpSink(url, args, io, parts);
}

async function storeSink(
  args: ReadArguments,
  io: ToolIo,
  { clock }: ToolParts,
): Promise<ImportSink> {
  const config = await settings(args, io);
  return createStoreSink({
    store: await openStore(config.store, clock),
    clock,
    requireInfo: config.ingest.require_info,
    limits: toTimeLimits(config),
    maxDescribed: MAX_DESCRIBED,
  });
}

/** Without the rules between settings: a store has no certificates. */
async function settings(args: ReadArguments, { env, readFile }: ToolIo) {
  const filePath = textOption(args, "config");
  try {
    const { value } = await loadConfig({
      schema: datastoreSchema,
      service: "datastore",
      env,
      readFile,
      sets: args.options.get("set") ?? [],
      ...(filePath !== undefined && { filePath }),
    });
    return value;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(error.message, { cause: error });
  }
}

async function httpSink(
  url: string,
  args: ReadArguments,
  io: ToolIo,
  { clock, random }: ToolParts,
): Promise<ImportSink> {
  const [pem, key, ca] = await Promise.all(
    ["cert", "key", "ca"].map((name) => readOption(args, io, name)),
  );
  const seconds = secondsOption(args, "timeout", { min: 0.001, max: MAX_TIMEOUT_SECONDS });
  const verifyServer = !args.switches.has("insecure");
  const tls = {
    ...(pem !== undefined && { cert: pem, key: key ?? pem }),
    ...(ca !== undefined && { ca }),
    verifyServer,
  };
  return usage(() =>
    createHttpSink(
      createHttpClient({
        baseUrl: url,
        connectTimeoutMs: CONNECT_TIMEOUT_MS,
        responseTimeoutMs: (seconds ?? DEFAULT_TIMEOUT_SECONDS) * MS_PER_SECOND,
        maxSockets: 1,
        maxResponseBytes: MAX_RESPONSE_BYTES,
        tls,
        retry: RETRY,
        clock,
        random,
      }),
    ),
  );
}
