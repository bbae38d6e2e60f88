import { httpProtocol, post } from "./http-protocol.js";
import type { OverloadResult, OverloadTask } from "./tasks.js";
import { Wire } from "./wire.js";

const MS_PER_SECOND = 1000;

export async function runOverload(task: OverloadTask): Promise<OverloadResult> {
  const wires = await Wire.openMany(task.connections, task.port, httpProtocol);
  const source = new SizeSource(task);
  const startedMs = performance.now();
  await Promise.all(wires.map((wire) => offer(wire, source, task.maxBytes)));
  const seconds = (performance.now() - startedMs) / MS_PER_SECOND;
  for (const wire of wires) wire.close();
  return { sets: source.taken, seconds };
}

/** Random sizes until the total is reached. */
class SizeSource {
  taken = 0;
  readonly #task: OverloadTask;
  #leftBytes: number;
  #state: number;

  constructor(task: OverloadTask) {
    this.#task = task;
    this.#leftBytes = task.totalBytes;
    this.#state = task.seed;
  }

  next(): number | undefined {
    if (this.#leftBytes <= 0) return undefined;
    const { minBytes, maxBytes } = this.#task;
    const bytes = Math.floor(minBytes * (maxBytes / minBytes) ** this.#random());
    this.#leftBytes -= bytes;
    this.taken++;
    return bytes;
  }

  /** A linear congruential generator (Numerical Recipes' constants): the same sizes in every run. */
  #random(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 32;
  }
}

async function offer(wire: Wire, source: SizeSource, maxBytes: number): Promise<void> {
  const text = "x".repeat(maxBytes);
  for (let bytes = source.next(); bytes !== undefined; bytes = source.next()) {
    const fields = { namespace: "bench", key: `key-${source.taken}`, ttl: 3600 };
    await wire.ask(post("/set_data", { ...fields, data: text.slice(0, bytes) }));
  }
}
