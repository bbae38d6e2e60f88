import type { WorkerSetup } from "../messages.js";
import { ChunkTable } from "./chunk-table.js";
import type { Connection } from "./connection.js";
import { LogTable } from "./log-table.js";
import { setDurability } from "./open-connection.js";
import { SeriesCatalogue } from "./series-catalogue.js";
import { SeriesTable } from "./series-table.js";
import { recordKind } from "../write-record.js";

/** What the work on series shares. */
export interface StoreParts {
  readonly connection: Connection;
  readonly chunks: ChunkTable;
  readonly series: SeriesTable;
  readonly log: LogTable;
  readonly catalogue: SeriesCatalogue;
  readonly maxSeries: number;
  /** Points read for one piece, which other work waits for. */
  readonly piecePoints: number;
  /** Points written or removed in one transaction of upkeep. */
  readonly slicePoints: number;
  readonly relaxed: <Result>(work: () => Result) => Result;
}

/** Reads the catalogue and applies the log. */
export function loadParts(connection: Connection, setup: WorkerSetup): StoreParts {
  const chunks = new ChunkTable(connection);
  const series = new SeriesTable(connection);
  const log = new LogTable(connection);
  const catalogue = new SeriesCatalogue(chunks);
  for (const states of series.all()) states.forEach((state) => catalogue.add(state));
  for (const records of log.all())
    for (const record of records)
      if (record.kind === recordKind.put) catalogue.applyPut(record);
      else catalogue.applyTrim(record);
  const { maxSeries, piecePoints, slicePoints } = setup;
  const relaxed = <Result>(work: () => Result): Result => {
    setDurability(connection, "normal");
    try {
      return connection.transaction(work);
    } finally {
      setDurability(connection, setup.durability);
    }
  };
  return {
    connection,
    chunks,
    series,
    log,
    catalogue,
    maxSeries,
    piecePoints,
    slicePoints,
    relaxed,
  };
}
