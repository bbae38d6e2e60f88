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
