export type {
  BackReference,
  InfoFilter,
  InfoKey,
  InfoObject,
  InfoPage,
  InfoPageRequest,
  InfoReference,
  InfoStore,
  InfoWriteReport,
  StoredInfo,
} from "./info-store.js";
export type {
  Aggregation,
  DownsampleRequest,
  PointsRequest,
  SeriesFilter,
  SeriesKey,
  SeriesPoints,
  SeriesStore,
  SeriesSummary,
  TimeRange,
  WriteReport,
} from "./series-store.js";
export type {
  CheckReport,
  KeyValueStore,
  StoreStats,
  TimeseriesStore,
} from "./timeseries-store.js";
export { openStore, type StoreSettings } from "./open-store.js";
export { storeProblem, storeSection } from "./store-section.js";
export { exportStore } from "./transfer/export-store.js";
export { importStore, type ImportReport } from "./transfer/import-store.js";
export { openPostgresStore, type PostgresStoreOptions } from "./postgres/open-postgres-store.js";
export type { PostgresStoreLimits } from "./postgres/postgres-store.js";
export type { PostgresTargetOptions } from "./postgres/postgres-target.js";
export { openSqliteStore, type SqliteStoreOptions } from "./sqlite/open-sqlite-store.js";
export { defaultSqliteLimits, type SqliteStoreLimits } from "./sqlite/store-limits.js";
export { checkSqliteFile, copySqliteFile } from "./sqlite/sqlite-file.js";
