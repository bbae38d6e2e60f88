import type { InfoObject, InfoWriteReport, SeriesPoints } from "@signalbox/timeseries-store";
import type { PointsReport } from "../ingest/points/points-report.js";

/** An object to be written, as it is kept and as it is sent. */
export interface ImportedObject {
  readonly object: InfoObject;
  /** In the form of the ingest API. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Where an import goes to: a store, or a datastore. */
export interface ImportSink {
  /** All or none. @throws AppError */
  putObjects(objects: readonly ImportedObject[]): Promise<InfoWriteReport>;
  /** @throws AppError */
  putPoints(series: readonly SeriesPoints[]): Promise<PointsReport>;
  close(): Promise<void>;
}
