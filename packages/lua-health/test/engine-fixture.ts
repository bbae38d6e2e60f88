import { systemClock, type Clock } from "@signalbox/clock";
import { InputStore } from "@signalbox/selection-input";
import {
  startLuaEngine,
  type LuaEngine,
  type LuaEngineOptions,
  type LuaLimits,
  type LuaProgramSource,
  type RequestView,
} from "../src/index.js";

/** Generous, because the machine of a test may be busy; tests of the limits set their own. */
const calmLimits: Partial<LuaLimits> = {
  evaluationMs: 2000,
  graceMs: 15_000,
  loadMs: 5000,
  startMs: 60_000,
  maxWaitMs: 60_000,
  maxSteps: 100_000_000,
};

export interface Lines {
  readonly level: string;
  readonly source: string;
  readonly text: string;
}

export interface Stage {
  readonly engine: LuaEngine;
  readonly input: InputStore;
  readonly lines: Lines[];
  readonly errors: string[];
  readonly respawns: string[];
  readonly evaluators: number[];
  /** Resolves when a new worker is ready after one was lost. */
  nextEvaluator(): Promise<void>;
}

export interface StageOptions extends Partial<Omit<LuaEngineOptions, "clock" | "limits">> {
  readonly clock?: Clock;
  readonly limits?: Partial<LuaLimits>;
}

/** A started engine on an empty selection input, with everything it says and counts. */
export async function aStage({ limits, ...options }: StageOptions = {}): Promise<Stage> {
  const clock = options.clock ?? systemClock;
  const input = new InputStore({ clock });
  const lines: Lines[] = [];
  const errors: string[] = [];
  const respawns: string[] = [];
  const evaluators: number[] = [];
  const waiting: (() => void)[] = [];
  const engine = await startLuaEngine({
    input,
    log: (level, source, text) => void lines.push({ level, source, text }),
    ...options,
    clock,
    limits: { ...calmLimits, ...limits },
    observer: {
      ...options.observer,
      onError: (kind) => void errors.push(kind),
      onRespawn: (reason) => void respawns.push(reason),
      onEvaluators: (count) => {
        evaluators.push(count);
        if (count > 0) waiting.splice(0).forEach((resolve) => resolve());
      },
    },
  });
  return {
    engine,
    input,
    lines,
    errors,
    respawns,
    evaluators,
    nextEvaluator: () => new Promise((resolve) => waiting.push(resolve)),
  };
}

export const someHosts = [
  { index: 0, name: "edge-1", hostname: "cache-1.example.net" },
  { index: 1, name: "edge-2", hostname: "cache-2.example.net" },
];

/** A program of conditions, each `return <expression>`, unless it is written as a body. */
export function aProgram(
  conditions: readonly string[],
  more: Partial<LuaProgramSource> = {},
): LuaProgramSource {
  const body = (text: string): string => (/\breturn\b/.test(text) ? text : `return ${text}`);
  return {
    gates: conditions.map((text, index) => ({ index, lua: body(text), text })),
    hosts: someHosts,
    ...more,
  };
}

/** Loads one condition and has the worker evaluate it. */
export async function weigh(
  { engine }: Stage,
  condition: string,
  request?: RequestView,
  host = 0,
): Promise<number> {
  await engine.load(aProgram([condition]));
  const [weight = Number.NaN] = await engine.evaluateLater(request, [{ gate: 0, host }]);
  return weight;
}

export const metrics = {
  hardware_metrics: {
    "/": { free: 18113810432, total: 34887954432, used: 16774144000, used_percent: 48.08 },
    cpu_load1: 0.7,
    cpu_load5: 0.53,
    cpu_load15: 0.4,
    mem_available: 3129425920,
    mem_available_percent: 76.34786936062332,
    mem_total: 4098904064,
    mem_used: 519901184,
    n_cpus: 2,
  },
  per_interface_metrics: {
    eth0: {
      bytes_recv: 57585596566,
      interface_up: true,
      link: 1,
      megabits_sent_rate: 0.0051032,
      speed: 100,
    },
  },
  timestamp: 1709296800,
};

export interface RequestParts {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly body?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly groups?: Readonly<Record<string, boolean>>;
  readonly subnet?: string;
}

/** A request as the router would hand it over. */
export function aRequest(parts: RequestParts = {}): RequestView {
  const { headers = [], query = "", path = "/vod/film.m3u8" } = parts;
  const groups = new Map(Object.entries(parts.groups ?? {}));
  return {
    method: parts.method ?? "GET",
    path,
    query,
    clientIp: "192.0.2.7",
    isEncrypted: true,
    httpVersion: "1.1",
    body: parts.body,
    header: (name) => {
      const values = headers.filter(([own]) => own.toLowerCase() === name.toLowerCase());
      return values.length === 0 ? undefined : values.map(([, value]) => value).join(", ");
    },
    headerPairs: () => headers,
    queryParameters: () =>
      query === ""
        ? []
        : query.split("&").map((pair) => {
            const [name = "", value = ""] = pair.split("=", 2);
            return [name, value] as const;
          }),
    filename: path.slice(path.lastIndexOf("/") + 1),
    sessionId: "session-1",
    isInGroup: (group) => groups.get(group) === true,
    groups: () => groups,
    subnet: parts.subnet,
  };
}
