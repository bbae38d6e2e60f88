import type { Clock } from "@signalbox/clock";
import { instantFromMs, LineParser, NameCache, type Precision } from "@signalbox/telegraf-ingest";
import { LinePoints } from "../ingest/points/line-points.js";
import { HostMetrics } from "../ingest/telegraf/host-metrics.js";
import { LastSamples, PendingSamples } from "../ingest/telegraf/last-samples.js";
import type { Importer } from "./importer.js";

const MAX_COUNTERS = 100_000;

/**
 * Reads line protocol as it arrives, as the ingest API does, and lets what it reads be written.
 *
 * @throws AppError of the sink
 */
export async function readLineProtocol(
  chunks: AsyncIterable<Buffer>,
  options: { readonly importer: Importer; readonly clock: Clock; readonly precision: Precision },
): Promise<void> {
  const { importer, clock, precision } = options;
  const last = new LastSamples(MAX_COUNTERS);
  const begin = () => {
    const samples = new PendingSamples(last);
    const hosts = new HostMetrics({ batch: importer.batch, samples });
    return { samples, points: new LinePoints({ batch: importer.batch, hosts }) };
  };
  let current = begin();
  const flush = async (): Promise<void> => {
    current.points.end();
    await importer.flush();
    current.samples.commit();
    current = begin();
  };
  const parser = new LineParser({
    onPoint: (point) => current.points.take(point),
    arrival: instantFromMs(clock.wallMs()),
    precision,
    cache: new NameCache(),
  });
  for await (const chunk of chunks) {
    parser.push(chunk);
    if (importer.isFull) await flush();
  }
  const { bad, errors } = parser.end();
  await flush();
  tellBadLines(importer, bad, errors);
}

function tellBadLines(
  { report }: Importer,
  bad: number,
  errors: readonly { readonly line: number; readonly text: string }[],
): void {
  for (const { line, text } of errors) report.onUnreadable(1, `line ${line}: ${text}`);
  const others = bad - errors.length;
  if (others > 0) report.onUnreadable(others, `${others} more lines that cannot be read`);
}
