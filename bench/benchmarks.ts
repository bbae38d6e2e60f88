import { collectorPoll } from "./cases/collector-poll.js";
import { conditions } from "./cases/conditions.js";
import { costGrowth } from "./cases/cost-growth.js";
import { datastoreData } from "./cases/datastore-data.js";
import { eventLoopStalls } from "./cases/event-loop-stalls.js";
import { getDataHit } from "./cases/get-data-hit.js";
import { hashing } from "./cases/hashing.js";
import { ingest } from "./cases/ingest.js";
import { ingestPoints } from "./cases/ingest-points.js";
import { luaBombs } from "./cases/lua-bombs.js";
import { memoryPerEntry } from "./cases/memory-per-entry.js";
import { memoryUnderOverload } from "./cases/memory-under-overload.js";
import { pluginStart } from "./cases/plugin-start.js";
import { redirect } from "./cases/redirect.js";
import { routingGrowth } from "./cases/routing-growth.js";
import { setData } from "./cases/set-data.js";
import { stampede } from "./cases/stampede.js";
import { storeInsert } from "./cases/store-insert.js";
import { storeWindow } from "./cases/store-window.js";
import type { Benchmark } from "./framework/benchmark.js";

/** Every benchmark, in the order they run and are printed. */
export const benchmarks: readonly Benchmark[] = [
  getDataHit,
  setData,
  stampede,
  memoryPerEntry,
  memoryUnderOverload,
  eventLoopStalls,
  costGrowth,
  pluginStart,
  redirect,
  conditions,
  routingGrowth,
  ingest,
  luaBombs,
  hashing,
  storeInsert,
  storeWindow,
  datastoreData,
  ingestPoints,
  collectorPoll,
];
