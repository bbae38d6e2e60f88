import { writeFile } from "node:fs/promises";
import {
  countOption,
  exitCode,
  numberOption,
  printableJson,
  type ReadArguments,
  requiredOption,
  textOption,
  UsageError,
} from "@signalbox/command-line";
import { AppError } from "@signalbox/errors";
import { seedFrom } from "../args/seed-option.js";
import { OfflineRouter } from "../offline/offline-router.js";
import { codeText, readDocument } from "../offline/read-document.js";
import { coloursFor } from "../show/colours.js";
import { simpleCommand, warner } from "../simple-command.js";
import { barChart } from "./bar-chart.js";
import { generatedLoad } from "./generated-load.js";
import type { Load } from "./load.js";
import { logLoad } from "./log-load.js";
import { replay } from "./replay.js";
import { showSpread } from "./show-spread.js";
import { DEFAULT_CLIENTS, DEFAULT_CONTENTS, DEFAULT_ZIPF, simulateSpec } from "./simulate-spec.js";

const MAX_REQUESTS = 1_000_000_000;
/** A number is kept for each. */
const MAX_CONTENTS = 10_000_000;
/** As many as 10.0.0.0/8 has, but for its first and last address. */
const MAX_CLIENTS = 2 ** 24 - 2;
const MAX_ZIPF = 10;
const GENERATED_ONLY = ["contents", "zipf", "clients"];

/** `signalbox route simulate`. */
export const simulateCommand = simpleCommand(simulateSpec, async (args, io, { clock }) => {
  const routing = requiredOption(args, "routing");
  const seed = seedFrom(args) ?? 0;
  const load = loadFrom(args, seed);
  const metricsFile = textOption(args, "metrics");
  const document = await readDocument(routing);
  const metrics = metricsFile === undefined ? {} : await readDocument(metricsFile);
  const router = await OfflineRouter.start(document, routing, clock);
  try {
    router.setMetrics(metrics, metricsFile ?? "metrics");
    const spread = await replay(router.core, load, seed);
    const svgFile = textOption(args, "svg");
    if (svgFile !== undefined) await writeChart(svgFile, barChart(spread));
    const text = args.switches.has("json")
      ? `${printableJson({ seed, ...spread })}\n`
      : showSpread(spread, coloursFor(io));
    io.stdout.write(text);
    return exitCode.ok;
  } finally {
    for (const notice of router.notices.take()) warner(io, simulateSpec)(notice);
    await router.close();
  }
});

function loadFrom(args: ReadArguments, seed: number): Load {
  const log = textOption(args, "log");
  const requests = countOption(args, "requests", { min: 1, max: MAX_REQUESTS });
  if ((log === undefined) === (requests === undefined)) {
    throw new UsageError("give one of --log and --requests");
  }
  if (log !== undefined) {
    const odd = GENERATED_ONLY.find((name) => args.options.has(name));
    if (odd) throw new UsageError(`--${odd} and --log do not go together`);
    return logLoad(log);
  }
  return generatedLoad({
    requests: requests ?? 0,
    contents: countOption(args, "contents", { min: 1, max: MAX_CONTENTS }) ?? DEFAULT_CONTENTS,
    clients: countOption(args, "clients", { min: 1, max: MAX_CLIENTS }) ?? DEFAULT_CLIENTS,
    zipf: numberOption(args, "zipf", { min: 0, max: MAX_ZIPF }) ?? DEFAULT_ZIPF,
    seed,
  });
}

async function writeChart(path: string, svg: string): Promise<void> {
  try {
    await writeFile(path, svg);
  } catch (error) {
    const message = `${path}: it cannot be written${codeText(error)}`;
    throw new AppError("unavailable", message, { cause: error });
  }
}
