import { quantile } from "../framework/statistics.js";
import { httpProtocol } from "./http-protocol.js";
import { metricsPost } from "./metrics-posts.js";
import { protocolNamed } from "./protocols.js";
import type { PacedResult, PacedTask } from "./tasks.js";
import { Wire } from "./wire.js";

const MS_PER_SECOND = 1000;
/** Few, so that each is used at once: a connection that sends nothing is closed by servers. */
const POST_CONNECTIONS = 4;
const OTHER_CONNECTIONS = 16;
const TICK_MS = 1;

/**
 * Sends what is due at each tick, whether or not earlier requests are answered. Time counts from the sending, or from when a
 * connection was wanted and none was free: a slow server cannot slow the questions down, and a slow client does not look like one.
 */
export async function runPaced(task: PacedTask): Promise<PacedResult> {
  const bodies = postsOf(task);
  const requests = new Lane(
    await Wire.openMany(task.connections, task.port, protocolNamed(task.protocol)),
  );
  const { metrics, beside } = task;
  const posts = metrics
    ? new Lane(await Wire.openMany(POST_CONNECTIONS, metrics.port, httpProtocol))
    : undefined;
  const others = beside
    ? new Lane(await Wire.openMany(OTHER_CONNECTIONS, task.port, protocolNamed(task.protocol)))
    : undefined;
  const request = Buffer.from(task.request, "latin1");
  const other = Buffer.from(beside?.request ?? "", "latin1");
  const inAll = (perSecond = 0): number =>
    Math.floor((perSecond * task.durationMs) / MS_PER_SECOND);
  const total = inAll(task.perSecond);
  const otherTotal = inAll(beside?.perSecond);
  await ticking(task.durationMs, (share) => {
    requests.upTo(Math.floor(share * total), () => request);
    others?.upTo(Math.floor(share * otherTotal), () => other);
    posts?.upTo(Math.floor(share * bodies.length), (at) => bodies[at] ?? request);
  });
  await Promise.all([requests.idle(), posts?.idle(), others?.idle()]);
  requests.close();
  posts?.close();
  others?.close();
  return {
    requests: requests.latenciesMs.length,
    posts: posts?.latenciesMs.length ?? 0,
    p50Ms: quantile(requests.latenciesMs, 0.5),
    p99Ms: quantile(requests.latenciesMs, 0.99),
  };
}

/** All posts in the order of their times, made before the start: making them takes longer than sending them. */
function postsOf({ metrics, durationMs }: PacedTask): Buffer[] {
  if (!metrics) return [];
  const posts: Buffer[] = [];
  const startMs = performance.timeOrigin + performance.now();
  const everyMs = (metrics.intervalMs * metrics.cachesPerPost) / metrics.caches;
  for (let atMs = 0; atMs < durationMs; atMs += everyMs) {
    const round = Math.floor(atMs / metrics.intervalMs);
    const first = 1 + ((posts.length * metrics.cachesPerPost) % metrics.caches);
    posts.push(metricsPost(metrics, { first, round, wallMs: startMs + atMs }).request);
  }
  return posts;
}

function ticking(durationMs: number, tick: (share: number) => void): Promise<void> {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const timer = setInterval(() => {
      const share = Math.min(1, (performance.now() - startedMs) / durationMs);
      tick(share);
      if (share < 1) return;
      clearInterval(timer);
      resolve();
    }, TICK_MS);
  });
}

/** Connections of one kind; whatever finds none free waits for the next. */
class Lane {
  readonly latenciesMs: number[] = [];
  readonly #all: readonly Wire[];
  readonly #free: Wire[];
  readonly #waiting: { bytes: Buffer; wantedMs: number }[] = [];
  #started = 0;
  #onIdle: (() => void) | undefined;

  constructor(wires: readonly Wire[]) {
    this.#all = wires;
    this.#free = [...wires];
  }

  /** Starts requests until there were `count`. */
  upTo(count: number, bytesOf: (at: number) => Buffer): void {
    for (; this.#started < count; this.#started++) {
      this.#waiting.push({ bytes: bytesOf(this.#started), wantedMs: performance.now() });
    }
    this.#pump();
  }

  idle(): Promise<void> {
    return new Promise((resolve) => {
      this.#onIdle = resolve;
      this.#pump();
    });
  }

  close(): void {
    for (const wire of this.#all) wire.close();
  }

  #pump(): void {
    while (this.#waiting.length > 0) {
      // The one that was idle longest.
      const wire = this.#free.shift();
      if (!wire) return;
      const next = this.#waiting.shift();
      if (next) this.#send(wire, next);
    }
    if (this.#free.length === this.#all.length) this.#onIdle?.();
  }

  #send(wire: Wire, { bytes, wantedMs }: { bytes: Buffer; wantedMs: number }): void {
    wire.onReply = () => {
      this.latenciesMs.push(performance.now() - wantedMs);
      this.#free.push(wire);
      this.#pump();
    };
    wire.send(bytes);
  }
}
