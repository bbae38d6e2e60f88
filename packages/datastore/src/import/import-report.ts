import { oneLine } from "@signalbox/errors";
import type { InfoWriteReport } from "@signalbox/timeseries-store";
import type { PointsReport } from "../ingest/points/points-report.js";

/** What an import did. */
export interface ImportSummary {
  readonly info: InfoWriteReport & { readonly refused: number };
  readonly points: Pick<PointsReport, "inserted" | "duplicates" | "replaced"> & {
    readonly refused: number;
  };
  /** Elements that are neither objects nor points, and lines that cannot be read. */
  readonly unreadable: number;
  /** One line for each thing that was refused or left out, the first of them. */
  readonly remarks: readonly string[];
}

/** Counts what an import does. */
export class ImportReport {
  readonly #maxRemarks: number;
  readonly #remarks: string[] = [];
  #info = { inserted: 0, updated: 0, unchanged: 0, refused: 0 };
  #points = { inserted: 0, duplicates: 0, replaced: 0, refused: 0 };
  #unreadable = 0;

  constructor(maxRemarks: number) {
    this.#maxRemarks = maxRemarks;
  }

  get summary(): ImportSummary {
    const { remarks, info, points } = {
      remarks: this.#remarks,
      info: this.#info,
      points: this.#points,
    };
    return { info: { ...info }, points: { ...points }, unreadable: this.#unreadable, remarks };
  }

  onObjects({ inserted, updated, unchanged }: InfoWriteReport): void {
    this.#info.inserted += inserted;
    this.#info.updated += updated;
    this.#info.unchanged += unchanged;
  }

  onObjectRefused(text: string): void {
    this.#info.refused++;
    this.remark(text);
  }

  onPoints({ inserted, duplicates, replaced, rejected, rejections }: PointsReport): void {
    this.#points.inserted += inserted;
    this.#points.duplicates += duplicates;
    this.#points.replaced += replaced;
    this.#points.refused += rejected;
    for (const { series, points, reason } of rejections) {
      const { type = "?", event = "?", id = "?" } = series;
      this.remark(`${points} of ${type} ${id} ${event}: ${reason}`);
    }
  }

  onUnreadable(count: number, text: string): void {
    this.#unreadable += count;
    this.remark(text);
  }

  remark(text: string): void {
    if (this.#remarks.length < this.#maxRemarks) this.#remarks.push(oneLine(text));
  }
}
