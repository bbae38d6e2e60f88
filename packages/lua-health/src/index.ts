export type {
  HookName,
  HookResult,
  NameValue,
  OutgoingRequest,
  RequestChange,
  ResponseChange,
} from "./hook-result.js";
export type { PlanHost } from "./host-info.js";
export type { InputReader } from "./input-reader.js";
export { defaultLuaLimits, type LuaLimits } from "./limits.js";
export {
  startLuaEngine,
  type LuaEngine,
  type LuaEngineOptions,
  type LuaSettings,
} from "./lua-engine.js";
export { LuaFiles, type LuaFilesLimits } from "./lua-files.js";
export type { LuaLog, LuaLogLevel } from "./lua-log.js";
export type {
  ExplainedGate,
  HookArgs,
  InputRead,
  LuaProgram,
  ScriptOutcome,
} from "./lua-program.js";
export type { LuaFile, ProblemKind } from "./messages.js";
export type { LuaObserver } from "./observer.js";
export type { LoadedLua, LuaProgramSource, LuaWarning } from "./program-source.js";
export type { SessionCounts, SessionType } from "./request-data.js";
export type { RequestView } from "./request-view.js";
