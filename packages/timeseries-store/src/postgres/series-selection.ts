import type { SeriesKey } from "../series-store.js";
import type { Connection } from "./connection.js";
import type { ConnectionPool } from "./connection-pool.js";
import { seriesText, type SeriesIds } from "./series-ids.js";

/** A series that was asked for and is known. */
export interface SelectedSeries {
  readonly key: SeriesKey;
  readonly id: number;
}

/** Those of `keys` that were ever written, in the order asked. */
export async function selectSeries(
  pool: ConnectionPool<Connection>,
  ids: SeriesIds,
  keys: readonly SeriesKey[],
): Promise<readonly SelectedSeries[]> {
  if (keys.length === 0) return [];
  const named = keys.map((key) => ({ key, text: seriesText(key) }));
  const entries = await pool.use((connection) => ids.find(connection, named));
  return entries.flatMap((entry, index) => {
    const key = keys[index];
    return entry === undefined || key === undefined ? [] : [{ key, id: entry.id }];
  });
}
