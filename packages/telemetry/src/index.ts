export { createLogger, type LoggerOptions } from "./create-logger.js";
export {
  LOG_LEVELS,
  type LogEvent,
  type LogField,
  type Logger,
  type LogLevel,
} from "./log-event.js";
export { chooseFormat, type LogFormat } from "./line-format.js";
export { redact, REDACTED } from "./redact.js";
export { syslogFacilities, type SyslogFacility } from "./syslog-line.js";
export type { SyslogOptions } from "./syslog-transport.js";
export type { SyslogTls } from "./syslog-link.js";
export { createRegistry, exposition, type RegistryOptions } from "./create-registry.js";
export { HttpMetrics, type HttpEndpointObserver, type RouteKind } from "./http-metrics.js";
export {
  createServiceLogger,
  type ServiceLogOptions,
  type ServiceLogSettings,
} from "./create-service-logger.js";
export { operationMetrics, type OperationMetrics } from "./operation-metrics.js";
export { describeMetrics, type MetricRow } from "./describe-metrics.js";
export { checkNames } from "./check-names.js";
