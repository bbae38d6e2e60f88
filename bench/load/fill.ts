import { createHash } from "node:crypto";
import { post } from "./http-protocol.js";
import { protocolNamed } from "./protocols.js";
import { redisCommand } from "./redis-protocol.js";
import type { FillResult, FillTask } from "./tasks.js";
import { Wire } from "./wire.js";

const MS_PER_SECOND = 1000;
const TTL_SECONDS = 86_400;

/** Key of entry `number`: 64 hexadecimal digits, as clients hash their keys. */
export function keyOf(number: number): string {
  return createHash("sha256").update(String(number)).digest("hex");
}

export async function runFill(task: FillTask): Promise<FillResult> {
  const wires = await Wire.openMany(task.connections, task.port, protocolNamed(task.protocol));
  const startedMs = performance.now();
  const requests = fillRequests(task);
  await Promise.all(wires.map((wire) => pump(wire, requests, task.depth)));
  const seconds = (performance.now() - startedMs) / MS_PER_SECOND;
  for (const wire of wires) wire.close();
  return { seconds };
}

function* fillRequests(task: FillTask): Generator<Buffer, void> {
  for (let number = task.from; number < task.from + task.entries; number++) {
    const key = keyOf(number);
    const value = key.repeat(Math.ceil(task.valueBytes / key.length)).slice(0, task.valueBytes);
    yield task.protocol === "http"
      ? post("/set_data", { namespace: "bench", key, data: value, ttl: TTL_SECONDS })
      : redisCommand("SET", key, value, "EX", TTL_SECONDS);
  }
}

/** Keeps `depth` requests in flight until there are no more. */
function pump(wire: Wire, requests: Iterator<Buffer, void>, depth: number): Promise<void> {
  return new Promise((resolve) => {
    let inFlight = 0;
    const sendNext = (): void => {
      const next = requests.next();
      if (next.done === true) return;
      inFlight++;
      wire.send(next.value);
    };
    wire.onReply = () => {
      inFlight--;
      sendNext();
      if (inFlight === 0) resolve();
    };
    for (let count = 0; count < depth; count++) sendNext();
    if (inFlight === 0) resolve();
  });
}
