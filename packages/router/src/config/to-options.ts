import { parseBytes, parseDurationMs, toHttpLimits } from "@signalbox/config";
import type { HttpLimits } from "@signalbox/http-server";
import type { LuaFilesLimits, LuaLimits } from "@signalbox/lua-health";
import type { SelectionInputLimits } from "@signalbox/selection-input";
import type { StoreLimits } from "@signalbox/telegraf-ingest";
import type { RouterFile } from "./service-schema.js";

/** Bodies of configurations, subnets and Lua files; the selection input has its own limit. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** @param maxBodyBytes of requests that go to express */
export function toServerLimits(file: RouterFile, maxBodyBytes = MAX_DOCUMENT_BYTES): HttpLimits {
  return { ...toHttpLimits(file.limits), maxBodyBytes };
}

export function toRestLimits(file: RouterFile) {
  return {
    maxInputBytes: parseBytes(file.selection_input.max_body_size),
    maxDocumentBytes: MAX_DOCUMENT_BYTES,
    maxLuaFileBytes: parseBytes(file.lua.max_file_size),
  };
}

export function toInputLimits(file: RouterFile): Partial<SelectionInputLimits> {
  const { max_items, max_depth } = file.selection_input;
  return { maxTimestampedLeaves: max_items, maxDepth: max_depth };
}

export function toLuaLimits(file: RouterFile): Partial<LuaLimits> {
  const { evaluation_timeout, memory_limit, max_file_size } = file.lua;
  return {
    evaluationMs: parseDurationMs(evaluation_timeout),
    memoryBytes: parseBytes(memory_limit),
    maxSourceBytes: parseBytes(max_file_size),
  };
}

export function toLuaFilesLimits(file: RouterFile): Partial<LuaFilesLimits> {
  return { maxFileBytes: parseBytes(file.lua.max_file_size), maxFiles: file.lua.max_files };
}

export function toStoreLimits(file: RouterFile): Partial<StoreLimits> {
  const { max_hosts, max_sample_age, max_future_skew } = file.metrics_ingest_server;
  const ageMs = parseDurationMs(max_sample_age);
  return {
    maxHosts: max_hosts,
    maxAgeMs: ageMs === 0 ? Infinity : ageMs,
    maxFutureMs: parseDurationMs(max_future_skew),
  };
}
