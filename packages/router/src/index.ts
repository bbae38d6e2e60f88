export { routeCommand } from "./cli/route-command.js";
export type { RouteIo } from "./cli/route-io.js";
export {
  readRawConfiguration,
  readRouterConfiguration,
  type RouterConfiguration,
} from "./config/router-configuration.js";
export { routingSchema, type RoutingFile } from "./config/routing-schema.js";
export { ruleSchemas } from "./config/rule-schemas.js";
export { routerSchema, type RouterFile } from "./config/service-schema.js";
export { explain, type ExplainAnswer, type ExplainQuestion } from "./core/explain.js";
export { commonReplies, restApi } from "./rest/rest-api.js";
export type { RestParameter, RestReply, RestRoute } from "./rest/rest-route.js";
export { routerService } from "./service.js";
export {
  startRouter,
  type ListenerName,
  type RouterOptions,
  type RunningRouter,
} from "./start-router.js";
