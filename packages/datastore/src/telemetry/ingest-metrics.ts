import { Counter, type Registry } from "prom-client";
import type { IngestObserver } from "../ingest/ingest-options.js";

/** What the ingest API tells as it happens; points taken are counted where the store is. */
export function ingestMetrics(
  registry: Registry,
): Required<Pick<IngestObserver, "onPoints" | "onInfo">> {
  const registers = [registry];
  const rejected = new Counter({
    name: "datastore_points_rejected_total",
    help: "Points refused, by reason.",
    labelNames: ["reason"] as const,
    registers,
  });
  const info = new Counter({
    name: "datastore_info_written_total",
    help: "Info objects written or removed, by what became of them.",
    labelNames: ["outcome"] as const,
    registers,
  });
  return {
    onPoints: ({ rejectedBy }) => {
      for (const [reason, points] of Object.entries(rejectedBy)) rejected.inc({ reason }, points);
    },
    onInfo: ({ inserted, updated, unchanged, removed }) => {
      info.inc({ outcome: "inserted" }, inserted);
      info.inc({ outcome: "updated" }, updated);
      info.inc({ outcome: "unchanged" }, unchanged);
      info.inc({ outcome: "removed" }, removed);
    },
  };
}
