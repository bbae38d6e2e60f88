import type { SeriesPoints, SeriesStore } from "@signalbox/timeseries-store";
import type { KnownObjects } from "./known-objects.js";
import type { PointBatch } from "./point-batch.js";
import type { PointsReport } from "./points-report.js";

const NOTHING = { inserted: 0, duplicates: 0, replaced: 0 } as const;

/** Writes what is fit to be stored; resolves only when the store has it. */
export class PointWriter {
  readonly #store: Pick<SeriesStore, "put">;
  readonly #known: KnownObjects | undefined;

  /** @param options.known Absent: points of objects without info are taken, too. */
  constructor(options: {
    readonly store: Pick<SeriesStore, "put">;
    readonly known?: KnownObjects | undefined;
  }) {
    this.#store = options.store;
    this.#known = options.known;
  }

  /** @throws AppError of the store: `unavailable`, `storage_full`; nothing is written then */
  async write(batch: PointBatch): Promise<PointsReport> {
    const series = await this.#fit(batch);
    const written = series.length === 0 ? NOTHING : await this.#store.put(series);
    return { ...written, ...batch.rejections.report() };
  }

  async #fit(batch: PointBatch): Promise<readonly SeriesPoints[]> {
    const { series } = batch;
    const withInfo = await this.#known?.withInfo(series);
    if (!withInfo || withInfo.size === series.length) return series;
    for (const points of series) if (!withInfo.has(points)) refuse(batch, points);
    return [...withInfo];
  }
}

function refuse({ rejections }: PointBatch, { series, ts }: SeriesPoints): void {
  const { objectType: type, event, objectId: id } = series;
  const [first] = ts;
  rejections.add({
    series: { type, event, id },
    ...(first !== undefined && { ts: first }),
    points: ts.length,
    code: "unknown_object",
    reason: "there is no info about the object (ingest.require_info)",
  });
}
