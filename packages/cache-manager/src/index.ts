export { cacheManagerSchema, type CacheManagerFile } from "./config-schema.js";
export { configProblems } from "./config-rules.js";
export { CacheCounts } from "./counts.js";
export { CacheEngine, type CacheEngineOptions } from "./cache-engine.js";
export { toEngineConfig, type EngineConfig } from "./engine-config.js";
export { cacheMetrics, durationMetrics } from "./metrics.js";
export { cacheManagerService } from "./service.js";
export {
  startCacheManager,
  type CacheManagerOptions,
  type RunningCacheManager,
} from "./start-cache-manager.js";
