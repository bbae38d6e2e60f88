import { setTimeout as sleep } from "node:timers/promises";
import { cpuUs } from "../framework/process-figures.js";
import { quantile } from "../framework/statistics.js";
import { protocolNamed } from "./protocols.js";
import { prepareRedis, redisPoll, redisPublish, redisPublishThenGet } from "./stampede-redis.js";
import { askSignalbox } from "./stampede-signalbox.js";
import type { StampedeResult, StampedeTask, StampedeWay } from "./tasks.js";
import { Wire } from "./wire.js";

const US_PER_MS = 1000;

/** One run: who computed, when the value was sent and when each waiter had it. */
export class Stampede {
  upstreamCalls = 0;
  requests = 0;
  readonly wakesMs: number[] = [];
  readonly key: string;
  readonly value: string;
  readonly #computeMs: number;
  #sentMs = 0;

  constructor(task: StampedeTask) {
    this.key = task.key;
    this.value = "v".repeat(task.valueBytes);
    this.#computeMs = task.computeMs;
  }

  /** The expensive work that is to be done once. */
  async compute(): Promise<void> {
    this.upstreamCalls++;
    await sleep(this.#computeMs);
  }

  ask(wire: Wire, request: Buffer, replies = 1): Promise<Buffer> {
    this.requests += replies;
    return wire.ask(request, replies);
  }

  /** The setter is about to send the value. */
  sends(): void {
    this.#sentMs = performance.now();
  }

  /** A waiter has the value. */
  wakes(): void {
    this.wakesMs.push(performance.now() - this.#sentMs);
  }
}

export type Caller = (wire: Wire, stampede: Stampede) => Promise<void>;

const callers: Record<StampedeWay, Caller> = {
  signalbox: askSignalbox,
  "redis-poll": redisPoll,
  "redis-publish-then-get": redisPublishThenGet,
  "redis-publish-value": redisPublish,
};

/** Every caller has a connection of its own, open before the start; all ask in the same turn. */
export async function runStampede(task: StampedeTask): Promise<StampedeResult> {
  const isRedis = task.way !== "signalbox";
  const protocol = protocolNamed(isRedis ? "redis" : "http");
  const wires = await Wire.openMany(task.callers, task.port, protocol);
  if (isRedis) await prepareRedis(wires);
  const stampede = new Stampede(task);
  const serverBeforeUs = cpuUs(task.serverPid);
  const cpuBefore = process.cpuUsage();
  await Promise.all(wires.map((wire) => callers[task.way](wire, stampede)));
  const cpu = process.cpuUsage(cpuBefore);
  const serverUs = cpuUs(task.serverPid) - serverBeforeUs;
  for (const wire of wires) wire.close();
  return {
    upstreamCalls: stampede.upstreamCalls,
    requests: stampede.requests,
    wakeP50Ms: quantile(stampede.wakesMs, 0.5),
    wakeP99Ms: quantile(stampede.wakesMs, 0.99),
    serverCpuMs: serverUs / US_PER_MS,
    clientCpuMs: (cpu.user + cpu.system) / US_PER_MS,
  };
}
