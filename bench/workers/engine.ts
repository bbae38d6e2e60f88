import type { LockTarget } from "@signalbox/cache-core";
import {
  CacheCounts,
  CacheEngine,
  cacheManagerSchema,
  toEngineConfig,
} from "@signalbox/cache-manager";
import { readSetRequest, RequestFields, type SetRequest } from "@signalbox/cache-protocol";
import { systemClock, type Clock } from "@signalbox/clock";
import { loadConfig } from "@signalbox/config";
import { keyOf } from "../load/fill.js";

const VALUE_BYTES = 1024;
const TTL_SECONDS = 3600;
export const NAMESPACE = "bench";

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

/** A set as the server hands it to the engine. */
export interface PreparedSet {
  readonly target: LockTarget;
  readonly request: SetRequest;
}

/** Entry `number` in a request body, read as the server reads it. */
export function prepareSet(number: number): PreparedSet {
  const key = keyOf(number);
  const data = key.repeat(VALUE_BYTES / key.length);
  const body = JSON.stringify({ namespace: NAMESPACE, key, data, ttl: TTL_SECONDS });
  const request = readSetRequest(new RequestFields(Buffer.from(body, "latin1")));
  return { target: { namespace: NAMESPACE, key }, request };
}

export function put(engine: CacheEngine, { target, request }: PreparedSet): void {
  engine.set(target, request, { epoch: undefined, owner: caller.owner }).wake();
}

export function store(engine: CacheEngine, number: number): void {
  put(engine, prepareSet(number));
}

/** Bytes that the engine charges for one such entry. */
export async function chargedBytes(clock: Clock): Promise<number> {
  const engine = await createEngine({ maxCacheBytes: 0, purgeTime: "60s", clock });
  store(engine, 0);
  engine.stop();
  return engine.usedBytes;
}
