import type { Clock } from "@signalbox/clock";
import type { Static } from "typebox";
import { openPostgresStore } from "./postgres/open-postgres-store.js";
import { openSqliteStore } from "./sqlite/open-sqlite-store.js";
import type { storeSection } from "./store-section.js";
import type { TimeseriesStore } from "./timeseries-store.js";

/** What a service says about its store. */
export type StoreSettings = Static<ReturnType<typeof storeSection>>;

/**
 * Opens the store that the settings of a service name; the caller closes it.
 *
 * @throws AppError as `openSqliteStore` and `openPostgresStore` do
 */
export function openStore(settings: StoreSettings, clock: Clock): Promise<TimeseriesStore> {
  const { backend, durability } = settings;
  const { max_waiting_writes: maxWaitingWrites, max_waiting_points: maxWaitingPoints } = settings;
  const shared = { clock, durability, maxWaitingWrites, maxWaitingPoints };
  if (backend === "sqlite") return openSqliteStore({ ...shared, file: settings.file });
  const { url, password, schema, pool_size: poolSize } = settings;
  return openPostgresStore({
    ...shared,
    url,
    schema,
    poolSize,
    ...(password !== "" && { password }),
  });
}
