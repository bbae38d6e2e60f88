export type { ApiAnswer, ApiRequest } from "./api/api-request.js";
export type { ApiParameter, ApiReply, ApiRoute } from "./api/api-route.js";
export type { Caller, Scope } from "./api/caller.js";
export {
  derivedLists,
  relations,
  RELATIONS_KEY,
  type DerivedList,
  type Relation,
} from "./api/relations.js";
export { createReadApi, type ReadApi } from "./read/read-api.js";
export type { ReadableStore, ReadApiOptions, ReadLimits } from "./read/read-options.js";
export { readRoutes } from "./read/routes.js";
export { datastoreSchema, type DatastoreConfig } from "./config/service-schema.js";
export { datastoreService } from "./service.js";
export { startDatastore, type DatastoreOptions, type RunningDatastore } from "./start-datastore.js";
export { createIngestApi, type IngestApi } from "./ingest/ingest-api.js";
export type {
  IngestApiOptions,
  IngestLimits,
  IngestObserver,
  WritableStore,
} from "./ingest/ingest-options.js";
export type { InfoReport } from "./ingest/info/info-report.js";
export type { PointsReport, Rejection, RejectionCode } from "./ingest/points/points-report.js";
export { ingestRoutes } from "./ingest/routes.js";
export { hostRules, type HostRule } from "./ingest/telegraf/host-rules.js";
export { datastoreCommand, type DatastoreCommandParts } from "./cli/datastore-command.js";
export type { Interference } from "./fake-site/answer-openly.js";
export { pointsOf, seriesOf, type FakePoint, type FakeSeries } from "./fake-site/fake-series.js";
export { fakeSite, type FakeSite } from "./fake-site/fake-site.js";
export {
  startFakeSites,
  type FakeSitesOptions,
  type RunningFakeSite,
  type RunningFakeSites,
} from "./fake-site/start-fake-sites.js";
export { newestPoint, visiblePoints } from "./fake-site/visible-points.js";
export {
  startAgeing,
  type Ageing,
  type AgeingOptions,
  type AgeingStore,
} from "./ageing/start-ageing.js";
export type { Purged, PurgeSlices } from "./ageing/purge.js";
export {
  startPopulator,
  type Populator,
  type PopulatorOptions,
} from "./populator/start-populator.js";
export { thisMachine } from "./populator/this-machine.js";
export type { Machine, MachineDescription, Measurement } from "./populator/machine.js";
