export { formatBytes, parseBytes } from "./bytes.js";
export { formatDurationMs, parseDurationMs } from "./duration.js";
export { changedSettings } from "./changed-settings.js";
export { ConfigError } from "./config-error.js";
export {
  bytes,
  choice,
  decimal,
  duration,
  flag,
  integer,
  list,
  port,
  secretText,
  section,
  text,
} from "./settings.js";
export { httpLimitsSection, toHttpLimits, type HttpLimitsOwn } from "./http-limits-section.js";
export { logSection } from "./log-section.js";
export { readDocumentFile } from "./document-file.js";
export { documentChecker, type DocumentChecker } from "./check-document.js";
export { loadConfig, type LoadConfigOptions, type LoadedConfig } from "./load-config.js";
export type { Environment, LayerOptions, ReadTextFile } from "./layers.js";
export type { Origin } from "./overlay.js";
export { didYouMean, nearestName } from "./nearest-name.js";
export { configTable, describeConfig, type SettingRow } from "./describe-config.js";
export { exampleYaml } from "./example-yaml.js";
export { renderEffectiveConfig, SECRET_MASK } from "./effective-config.js";
export { runService } from "./run-service.js";
export { packageVersion } from "./package-version.js";
export { processIo } from "./process-io.js";
export type {
  RunningService,
  ServiceDefinition,
  ServiceIo,
  ServiceSignal,
  StartContext,
} from "./service-definition.js";
