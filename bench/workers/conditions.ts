// Tells how long conditions on metrics take: kept, compiled, after a change, in the Lua worker. Argument: evaluations in a batch.
import { systemClock } from "@signalbox/clock";
import { startLuaEngine, type InputReader, type LuaEngine } from "@signalbox/lua-health";
import {
  Classification,
  noGeo,
  PrefixSet,
  RequestReader,
  SecurityToken,
  Subnets,
  type ContentRequest,
} from "@signalbox/routing";
import { median } from "../framework/statistics.js";
import { cacheName } from "../load/cache-metrics.js";
import { timeInTurn, type Timed } from "./batches.js";
import { metricsInput } from "./metrics-input.js";
import { tellResult } from "./worker-result.js";

const CACHES = 1000;
const BATCHES = 11;
const WORKER_ROUNDS = 300;
const CALLS_PER_QUESTION = 8;
const US_PER_MS = 1000;
const NAME = cacheName(1);
/** Name in the table, condition. */
const CONDITIONS: readonly (readonly [string, string])[] = [
  ["cpu_load_ok", `cpu_load_ok({hostname = '${NAME}'})`],
  ["health_check", `health_check({hostname = '${NAME}', interfaces = {'eth0', 'eth1'}})`],
  ["gt(path)", `gt('${NAME}.hardware_metrics.cpu_load5', 0.1)`],
  ["expression", `si('${NAME}.hardware_metrics.cpu_load5') / 2 < 0.9 and always() == 1`],
];

/** Each condition alone, then each together with a look at the request, which keeps its result from being kept. */
function load(engine: LuaEngine): Promise<unknown> {
  const alone = CONDITIONS.map(([, text]) => text);
  const texts = [...alone, ...alone.map((text) => `all_of(request.method == 'GET', ${text})`)];
  const gates = texts.map((text, index) => ({ index, text, lua: `return ${text}` }));
  return engine.load({ gates, hosts: [] });
}

function aRequest(): ContentRequest {
  const classified = Classification.compile({ classifiers: [], sessionGroups: [] });
  if (!classified.ok) throw new Error("no classifiers cannot be wrong");
  const reader = new RequestReader({
    trustedProxies: PrefixSet.read([], "", []),
    acceptsPost: false,
    classification: classified.classification,
    geo: noGeo,
    subnets: new Subnets({ maxSubnets: 1 }),
    token: new SecurityToken({ secret: "", clock: systemClock }),
    contentIdentifier: { enabled: false, includedQueryParams: [] },
  });
  const verdict = reader.read({
    method: "GET",
    target: "/vod/movie-1/index.m3u8",
    rawHeaders: ["Host", "cdn.example.net"],
    peerAddress: "127.0.0.1",
    isEncrypted: false,
    httpVersion: "1.1",
  });
  if (verdict.kind !== "request") throw new Error(verdict.reason);
  return verdict.request;
}

function engineOn(input: InputReader, compileExpressions = true): Promise<LuaEngine> {
  const log = (): void => undefined;
  return startLuaEngine({ clock: systemClock, input, log, settings: { compileExpressions } });
}

/** The same metrics, always said to be newer than what was read before: nothing can be kept. */
function everChanging(input: InputReader): InputReader {
  let version = 0;
  return {
    at: (path) => input.at(path),
    has: (key) => input.has(key),
    resolve: (path) => input.resolve(path),
    resolvePath: (path) => input.resolvePath(path),
    keys: () => input.keys(),
    version: () => ++version,
    validUntilMs: (key) => input.validUntilMs(key),
    ages: (path) => input.ages(path),
    onChange: (listener) => input.onChange(listener),
  };
}

function evaluations(engine: LuaEngine, how: string, request?: ContentRequest): Timed[] {
  const { program } = engine;
  const first = request ? CONDITIONS.length : 0;
  return CONDITIONS.map(([name], at) => ({
    name: `${how} ${name}`,
    once: () => checked(program.evaluate(request, first + at, -1), `${how} ${name}`),
  }));
}

function checked(weight: number, what: string): number {
  if (weight !== 1) throw new Error(`${what} is ${weight}, not 1`);
  return weight;
}

/** Microseconds for each condition, asked one at a time and several at once. */
async function workerUs(engine: LuaEngine): Promise<{ oneUs: number; severalUs: number }> {
  const calls = Array.from({ length: CALLS_PER_QUESTION }, (_, at) => at % CONDITIONS.length);
  const ask = async (gates: readonly number[]): Promise<number> => {
    const startedMs = performance.now();
    const weights = await engine.evaluateLater(
      undefined,
      gates.map((gate) => ({ gate, host: -1 })),
    );
    const us = ((performance.now() - startedMs) * US_PER_MS) / gates.length;
    for (const weight of weights) checked(weight, "the worker's answer");
    return us;
  };
  const one: number[] = [];
  const several: number[] = [];
  for (let round = 0; round < WORKER_ROUNDS; round++) {
    one.push(await ask([round % CONDITIONS.length]));
    several.push(await ask(calls));
  }
  return { oneUs: median(one), severalUs: median(several) };
}

async function main(): Promise<void> {
  const perBatch = Number(process.argv[2]);
  const input = metricsInput(CACHES);
  const keeping = await engineOn(input);
  const anew = await engineOn(everChanging(input));
  const interpreted = await engineOn(everChanging(input), false);
  for (const engine of [keeping, anew, interpreted]) await load(engine);
  const ns = await timeInTurn(
    [
      ...evaluations(keeping, "kept"),
      ...evaluations(keeping, "compiled", aRequest()),
      ...evaluations(anew, "anew"),
    ],
    {
      batches: BATCHES,
      perBatch,
    },
  );
  const worker = await workerUs(interpreted);
  tellResult({ names: CONDITIONS.map(([name]) => name), ns, worker });
  for (const engine of [keeping, anew, interpreted]) await engine.close();
}

void main();
