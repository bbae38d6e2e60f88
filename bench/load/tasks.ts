/** What the load process is asked to do; plain data, it travels between processes. */
export type Task = RateTask | StampedeTask | FillTask | OverloadTask | AskTask;

export type ProtocolName = "http" | "redis";

/** The same request over and over on every connection; one is in flight on each. */
export interface RateTask {
  readonly kind: "rate";
  readonly protocol: ProtocolName;
  readonly port: number;
  readonly request: string;
  readonly connections: number;
  readonly durationMs: number;
}

export interface RateResult {
  readonly requests: number;
  readonly seconds: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** How callers of one absent key come to its value while one of them computes it. */
export type StampedeWay =
  "signalbox" | "redis-poll" | "redis-publish-then-get" | "redis-publish-value";

export interface StampedeTask {
  readonly kind: "stampede";
  readonly way: StampedeWay;
  readonly port: number;
  readonly callers: number;
  readonly computeMs: number;
  readonly valueBytes: number;
  readonly key: string;
  /** Whose CPU is counted, from the first request to the last reply. */
  readonly serverPid: number;
}

export interface StampedeResult {
  /** Callers that computed. */
  readonly upstreamCalls: number;
  readonly requests: number;
  /** From "set is sent" to a waiter holding the value. */
  readonly wakeP50Ms: number;
  readonly wakeP99Ms: number;
  readonly clientCpuMs: number;
  readonly serverCpuMs: number;
}

/** Stores entries `from` to `from + entries`, with keys of 64 hexadecimal digits. */
export interface FillTask {
  readonly kind: "fill";
  readonly protocol: ProtocolName;
  readonly port: number;
  readonly from: number;
  readonly entries: number;
  readonly valueBytes: number;
  readonly connections: number;
  /** Requests in flight on each connection. */
  readonly depth: number;
}

export interface FillResult {
  readonly seconds: number;
}

/** Stores random sizes, evenly spread over their logarithm, until `totalBytes` were offered. */
export interface OverloadTask {
  readonly kind: "overload";
  readonly port: number;
  readonly minBytes: number;
  readonly maxBytes: number;
  readonly totalBytes: number;
  readonly connections: number;
  readonly seed: number;
}

export interface OverloadResult {
  readonly sets: number;
  readonly seconds: number;
}

/** One request; the answer is its reply, the body alone for HTTP. */
export interface AskTask {
  readonly kind: "ask";
  readonly protocol: ProtocolName;
  readonly port: number;
  readonly request: string;
}

export interface TaskResults {
  rate: RateResult;
  stampede: StampedeResult;
  fill: FillResult;
  overload: OverloadResult;
  ask: string;
}
