import { quantile } from "../framework/statistics.js";
import { protocolNamed } from "./protocols.js";
import type { RateResult, RateTask } from "./tasks.js";
import { Wire } from "./wire.js";

const MS_PER_SECOND = 1000;

/** Keeps every connection busy for the given time, then waits for what is in flight. */
export async function runRate(task: RateTask): Promise<RateResult> {
  const { connections, port, protocol, tls } = task;
  const wires = await Wire.openMany(connections, port, protocolNamed(protocol), tls);
  const request = Buffer.from(task.request, "latin1");
  const latenciesMs: number[] = [];
  const startedMs = performance.now();
  const endMs = startedMs + task.durationMs;
  await Promise.all(wires.map((wire) => keepBusy(wire, request, endMs, latenciesMs)));
  const seconds = (performance.now() - startedMs) / MS_PER_SECOND;
  for (const wire of wires) wire.close();
  return {
    requests: latenciesMs.length,
    seconds,
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
  };
}

function keepBusy(
  wire: Wire,
  request: Buffer,
  endMs: number,
  latenciesMs: number[],
): Promise<void> {
  return new Promise((resolve) => {
    let sentMs = performance.now();
    wire.onReply = () => {
      const nowMs = performance.now();
      latenciesMs.push(nowMs - sentMs);
      if (nowMs >= endMs) {
        resolve();
        return;
      }
      sentMs = nowMs;
      wire.send(request);
    };
    wire.send(request);
  });
}
