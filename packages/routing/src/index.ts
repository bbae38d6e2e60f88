export type { RoutingRequest } from "./request/routing-request.js";
