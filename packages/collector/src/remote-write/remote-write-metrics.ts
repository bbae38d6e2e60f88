import { Counter, Gauge, type Registry } from "prom-client";
import type { DropReason, RemoteWriteObserver, RemoteWriter } from "./remote-writer.js";

/** Counts what becomes of points that are sent on. */
export interface RemoteWriteMetrics extends RemoteWriteObserver {
  /** From now on the number of waiting points is this writer's. */
  watch(writer: Pick<RemoteWriter, "waitingPoints">): void;
}

/** Registers the metrics of sending on. @param onFailure told of each failure, for the log */
export function remoteWriteMetrics(
  registry: Registry,
  onFailure: (reason: string) => void = () => undefined,
): RemoteWriteMetrics {
  const registers = [registry];
  let watched: Pick<RemoteWriter, "waitingPoints"> | undefined;
  const sent = new Counter({
    name: "collector_remote_write_points_total",
    help: "Points that the receiver of remote_write took.",
    registers,
  });
  const dropped = new Counter({
    name: "collector_remote_write_dropped_points_total",
    help: "Points that were not sent: refused by the receiver, made room in the queue (overflow; sent later from the store), or of too many series.",
    labelNames: ["reason"],
    registers,
  });
  const failures = new Counter({
    name: "collector_remote_write_failures_total",
    help: "Requests to the receiver that failed or were refused, and failed looks into the store.",
    registers,
  });
  new Gauge({
    name: "collector_remote_write_waiting_points",
    help: "Points that wait to be sent.",
    registers,
    collect() {
      this.set(watched?.waitingPoints ?? 0);
    },
  });
  const reasons: readonly DropReason[] = ["refused", "overflow", "series"];
  for (const reason of reasons) dropped.inc({ reason }, 0);
  return {
    watch: (writer) => (watched = writer),
    onSent: (points) => sent.inc(points),
    onDropped: (points, reason) => dropped.inc({ reason }, points),
    onFailure: (reason) => {
      failures.inc();
      onFailure(reason);
    },
  };
}
