import type { LuaData } from "./worker/lua-state.js";

/** What the worker needs to know once. */
export interface WorkerSetup {
  readonly evaluationMs: number;
  readonly loadMs: number;
  readonly maxSteps: number;
  readonly memoryBytes: number;
  readonly maxStringBytes: number;
  readonly maxLineBytes: number;
  readonly maxLinesPerRun: number;
  readonly healthyWhenMissing: boolean;
  /** One 32-bit counter, raised when a job starts: whoever watches sees which job does not end. */
  readonly progress: SharedArrayBuffer;
}

export interface HostNames {
  readonly hostname: string;
  /** Keys of the metrics to try, in order (reference cdn-router 2.4). */
  readonly names: readonly string[];
}

export interface LuaFile {
  readonly path: string;
  readonly source: string;
}

export interface HookSource {
  readonly name: string;
  readonly source: string;
}

/** A program as it is sent; `generation` tells its evaluations from those of the program before. */
export interface ProgramSource {
  readonly generation: number;
  readonly gates: readonly string[];
  readonly hosts: readonly HostNames[];
  readonly files: readonly LuaFile[];
  readonly hooks: readonly HookSource[];
}

/** The value at `path` is now `value`; `undefined`: nothing is there any more. */
export interface DataChange {
  readonly path: readonly string[];
  readonly value: LuaData;
}

/** What a script may see of a request: only the parts that the program mentions. */
export type RequestData = Readonly<Record<string, LuaData>>;

export interface GateJob {
  readonly kind: "gate";
  readonly generation: number;
  readonly index: number;
  readonly host: number;
  /** Index into the requests of the turn; -1: none. */
  readonly request: number;
  readonly isTraced: boolean;
}

export interface HookJob {
  readonly kind: "hook";
  readonly generation: number;
  readonly name: string;
  readonly args: RequestData;
  readonly request: number;
}

export interface ScriptJob {
  readonly kind: "script";
  readonly generation: number;
  readonly source: string;
  readonly host: number;
  readonly request: number;
}

export type Job = GateJob | HookJob | ScriptJob;

export interface LoadMessage {
  readonly kind: "load";
  readonly program: ProgramSource;
}

export interface TurnMessage {
  readonly kind: "turn";
  readonly changes: readonly DataChange[];
  /** Values and tables in the mirror after these changes; gives the memory room for them. */
  readonly dataEntries: number;
  /** Redirects to hosts since their metrics were renewed, by name; only what changed. */
  readonly recent: Readonly<Record<string, number>>;
  readonly requests: readonly RequestData[];
  readonly jobs: readonly Job[];
}

export type ToWorker = LoadMessage | TurnMessage;

export interface LogLine {
  readonly level: string;
  readonly text: string;
}

/**
 * `error`, `deadline` and `memory` come from the script; the worker was away (`unavailable`), the script is held back
 * because it had the worker ended before (`barred`), or too many evaluations waited (`overloaded`).
 */
export type ProblemKind = "error" | "deadline" | "memory" | "unavailable" | "barred" | "overloaded";

export interface RunProblem {
  readonly kind: ProblemKind;
  readonly text: string;
}

export interface JobResult {
  /** The number or boolean that came out; `undefined` for everything else. */
  readonly value?: number | boolean;
  /** Lua's name for the kind of what came out. */
  readonly type: string;
  readonly problem?: RunProblem;
  /** True when the request, the time or chance was read: the result holds for this evaluation only. */
  readonly isVolatile: boolean;
  /** True when the script listed all keys. */
  readonly isReadingAll: boolean;
  /** Top-level keys of the selection input that were read. */
  readonly keys: readonly string[];
  /** Only when asked for: the full paths. */
  readonly paths?: readonly (readonly string[])[];
  readonly lines: readonly LogLine[];
  readonly droppedLines: number;
  /** What a hook returned, or the text of what a script returned. */
  readonly output?: LuaOutput;
}

/** A value read out of the machine. A table has its items from 1 on in `items` and everything else in `fields`. */
export type LuaOutput = string | number | boolean | LuaTable;
export interface LuaTable {
  readonly items: readonly LuaOutput[];
  readonly fields: Readonly<Record<string, LuaOutput>>;
}

export interface LoadProblem {
  readonly what: "gate" | "file" | "hook";
  /** Index of the gate, or name of the file or hook. */
  readonly which: number | string;
  readonly text: string;
}

export interface ReadyReply {
  readonly kind: "ready";
}

export interface LoadReply {
  readonly kind: "load";
  readonly problems: readonly LoadProblem[];
  /** Global names that the custom files made. */
  readonly globals: readonly string[];
  readonly lines: readonly LogLine[];
}

export interface TurnReply {
  readonly kind: "turn";
  readonly results: readonly JobResult[];
  readonly spentUs: number;
  readonly memoryBytes: number;
}

export type FromWorker = ReadyReply | LoadReply | TurnReply;
