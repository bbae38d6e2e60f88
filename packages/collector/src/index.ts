export { commonReplies, type ApiParameter, type ApiReply, type ApiRoute } from "./api/api-route.js";
export { collectorApi } from "./api/collector-api.js";
export {
  DEFAULT_ANSWER_LIMITS,
  type AnswerLimits,
  type AnswerStore,
  type CollectorApiOptions,
  type StoreControl,
} from "./api/collector-options.js";
export { collectorRoutes } from "./api/collector-routes.js";
export { collectorCommand } from "./cli/collector-command.js";
export { collectorSchema, type CollectorConfig } from "./config/service-schema.js";
export { collectorService } from "./service.js";
export { startCollector, type CollectorOptions, type RunningCollector } from "./start-collector.js";
export type { RunReport, StoreStatus } from "./status/store-status.js";
export type { StoreTarget } from "./stores/store-target.js";
