/** What the load process is asked to do; plain data, it travels between processes. */
export type Task =
  RateTask | StampedeTask | FillTask | OverloadTask | AskTask | IngestTask | PointsTask | PacedTask;

/** PEM files for mutual TLS. */
export interface TlsFiles {
  readonly caFile: string;
  /** Certificate and key of who asks. */
  readonly identityFile: string;
}

/** `redirect` is HTTP with a 3xx for a good reply. */
export type ProtocolName = "http" | "redirect" | "redis";

/** The same request over and over on every connection; one is in flight on each. */
export interface RateTask {
  readonly kind: "rate";
  readonly protocol: ProtocolName;
  readonly port: number;
  readonly request: string;
  readonly connections: number;
  readonly durationMs: number;
  readonly tls?: TlsFiles;
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
  /** Head and body of HTTP, as received. */
  readonly isWhole?: boolean;
  readonly tls?: TlsFiles;
}

/** In what form the metrics of caches are posted. */
export interface MetricsForm {
  readonly port: number;
  readonly path: string;
  readonly format: "line" | "json";
  readonly isGzip: boolean;
  readonly caches: number;
  /** Caches whose metrics share a POST. */
  readonly cachesPerPost: number;
}

/** Posts the metrics of all caches again and again, as fast as they are taken. */
export interface IngestTask extends MetricsForm {
  readonly kind: "ingest";
  /** How often each cache's metrics are sent. */
  readonly rounds: number;
  readonly connections: number;
}

export interface IngestResult {
  /** Fields sent. */
  readonly samples: number;
  /** Bytes of the bodies as sent. */
  readonly bytes: number;
  readonly posts: number;
  readonly seconds: number;
}

/** In what form the points of nodes are posted to a datastore. */
export interface PointsForm {
  readonly format: "line" | "json";
  /** Nodes whose points share a POST; a divisor of the number of nodes. */
  readonly nodesPerPost: number;
  /** Points of a series in a POST. */
  readonly stepsPerPost: number;
}

/** Posts points of all nodes, six series each, as fast as they are taken; every point is new. */
export interface PointsTask extends PointsForm {
  readonly kind: "points";
  readonly port: number;
  readonly tls: TlsFiles;
  readonly nodes: number;
  /** How often all nodes are sent. */
  readonly rounds: number;
  readonly connections: number;
  /** Of the first point; the others follow minute by minute. */
  readonly startUs: number;
}

export interface PointsResult {
  readonly points: number;
  readonly posts: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** A steady number of requests a second, and beside them, when given, metrics at the pace of agents. */
export interface PacedTask {
  readonly kind: "paced";
  readonly protocol: ProtocolName;
  readonly port: number;
  readonly request: string;
  readonly perSecond: number;
  readonly connections: number;
  readonly durationMs: number;
  /** Each cache posts once in `intervalMs`, evenly spread over it. */
  readonly metrics?: MetricsForm & { readonly intervalMs: number };
  /** Requests of another kind at the same time; their latencies are not counted. */
  readonly beside?: { readonly request: string; readonly perSecond: number };
}

export interface PacedResult {
  readonly requests: number;
  readonly posts: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface TaskResults {
  rate: RateResult;
  stampede: StampedeResult;
  fill: FillResult;
  overload: OverloadResult;
  ask: string;
  ingest: IngestResult;
  points: PointsResult;
  paced: PacedResult;
}
