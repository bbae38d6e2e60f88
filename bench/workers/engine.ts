import {
  CacheCounts,
  CacheEngine,
  cacheManagerSchema,
  toEngineConfig,
} from "@signalbox/cache-manager";
import { systemClock, type Clock } from "@signalbox/clock";
import { loadConfig } from "@signalbox/config";
import { keyOf } from "../load/fill.js";

const VALUE_BYTES = 1024;
const TTL_MS = 3_600_000;
const QUOTE = '"';

/** A clock that can be put forward: what has a ttl of an hour expires at once. */
export function jumpingClock(): { clock: Clock; jump: (ms: number) => void } {
  let offsetMs = 0;
  return {
    clock: { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + offsetMs },
    jump: (ms) => void (offsetMs += ms),
  };
}

/** The cache manager's engine with its defaults, without the server around it. */
export async function createEngine(options: {
  maxCacheBytes: number;
  clock: Clock;
  purgeTime: string;
}): Promise<CacheEngine> {
  const { clock, purgeTime, maxCacheBytes } = options;
  const sets = [`cache_purge_time=${purgeTime}`, `max_cache_size=${maxCacheBytes}B`];
  const { value } = await loadConfig({ schema: cacheManagerSchema, service: "bench", sets });
  const durations = { onWaitEnded: () => undefined, onFilled: () => undefined };
  return new CacheEngine({
    config: toEngineConfig(value),
    counts: new CacheCounts(durations),
    hashSeed: { low: 1, high: 2 },
    clock,
  });
}

/** Whoever asks here never waits and never goes away. */
export const caller = {
  owner: { isOpen: true, onClose: () => () => undefined },
  waitMs: 0,
  isOpen: true,
  answer: () => undefined,
};

/** Stores entry `number` as the server would: the data arrives as a JSON literal in the request's buffer. */
export function store(engine: CacheEngine, number: number): void {
  const key = keyOf(number);
  const dataLiteral = Buffer.from(QUOTE + key.repeat(VALUE_BYTES / key.length) + QUOTE, "latin1");
  const request = {
    dataLiteral,
    dataHasEscapes: false,
    ttlMs: TTL_MS,
    staleMs: undefined,
    refreshAheadMs: undefined,
    isError: false,
  };
  engine
    .set({ namespace: "bench", key }, request, { epoch: undefined, owner: caller.owner })
    .wake();
}

/** Bytes that the engine charges for one such entry. */
export async function chargedBytes(clock: Clock): Promise<number> {
  const engine = await createEngine({ maxCacheBytes: 0, purgeTime: "60s", clock });
  store(engine, 0);
  engine.stop();
  return engine.usedBytes;
}
