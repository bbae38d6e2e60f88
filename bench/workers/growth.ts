// Tells how long a read and a write take in a small store and in one ten times as large. Argument: entries of the small.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { CacheEngine } from "@signalbox/cache-manager";
import { systemClock } from "@signalbox/clock";
import { median } from "../framework/statistics.js";
import { keyOf } from "../load/fill.js";
import { caller, createEngine, NAMESPACE, prepareSet, put, store } from "./engine.js";
import { tellResult } from "./worker-result.js";

const GROWTH = 10;
const BATCH = 20_000;
const BATCHES = 15;
const WARM_UP_BATCHES = 3;
const YIELD_EVERY = 1000;
const US_PER_MS = 1000;

interface Sized {
  readonly engine: CacheEngine;
  readonly entries: number;
  readonly getUs: number[];
  readonly setUs: number[];
}

async function filledEngine(entries: number): Promise<Sized> {
  const engine = await createEngine({ maxCacheBytes: 0, purgeTime: "60s", clock: systemClock });
  for (let number = 0; number < entries; number++) {
    store(engine, number);
    if (number % YIELD_EVERY === 0) await nextTurn();
  }
  return { engine, entries, getUs: [], setUs: [] };
}

/** Entries spread evenly over the whole store, in no order. */
function randomNumbers(entries: number): number[] {
  return Array.from({ length: BATCH }, () => Math.floor(Math.random() * entries));
}

function getBatch({ engine, entries, getUs }: Sized): void {
  const targets = randomNumbers(entries).map((number) => ({
    namespace: NAMESPACE,
    key: keyOf(number),
  }));
  let hits = 0;
  const startedMs = performance.now();
  for (const target of targets) if (engine.read(target, caller)?.kind === "hit") hits++;
  getUs.push(((performance.now() - startedMs) / BATCH) * US_PER_MS);
  if (hits !== BATCH) throw new Error(`${BATCH - hits} of ${BATCH} reads missed`);
}

function setBatch({ engine, entries, setUs }: Sized): void {
  const sets = randomNumbers(entries).map(prepareSet);
  const startedMs = performance.now();
  for (const set of sets) put(engine, set);
  setUs.push(((performance.now() - startedMs) / BATCH) * US_PER_MS);
}

async function main(): Promise<void> {
  const entries = Number(process.argv[2]);
  const small = await filledEngine(entries);
  const large = await filledEngine(GROWTH * entries);
  for (let batch = 0; batch < BATCHES; batch++) {
    for (const sized of [small, large]) {
      getBatch(sized);
      setBatch(sized);
      await nextTurn();
    }
  }
  const middle = (all: readonly number[]): number => median(all.slice(WARM_UP_BATCHES));
  const figures = ({ getUs, setUs }: Sized) => ({ getUs: middle(getUs), setUs: middle(setUs) });
  tellResult({ small: figures(small), large: figures(large) });
  small.engine.stop();
  large.engine.stop();
}

void main();
