import type { Clock } from "@signalbox/clock";
import type { GzipLimits, HotReply, HotRoutes, RequestHead } from "@signalbox/http-server";
import {
  replyToHealth,
  replyToPing,
  replyToQuery,
  replyToReady,
  type Protocol,
  type Reply,
  type ServiceState,
} from "@signalbox/telegraf-ingest";
import { CredentialCheck, type IngestCredentials } from "./credentials.js";
import { sendReply, splitTarget, type Target } from "./hot-write.js";
import type { IngestCounts } from "./ingest-counts.js";
import type { IngestProtocol } from "./ingest-request.js";
import type { TelegrafReceiver } from "./telegraf-receiver.js";

export interface IngestRoutesOptions {
  readonly clock: Clock;
  readonly receiver: TelegrafReceiver;
  readonly counts: IngestCounts;
  readonly credentials: IngestCredentials;
  /** Largest body as it arrives, in bytes. */
  readonly maxBodyBytes: number;
  /** Largest body after decompression, in bytes. */
  readonly maxInflatedBytes: number;
  /** The program's version, for `/ping` and `/health`. */
  readonly version: string;
  /** Not ready while starting or draining. */
  readonly readiness: () => { readonly ready: boolean; readonly reason?: string };
}

type Kind = IngestProtocol | "query" | "ping" | "health" | "ready";

const READS = ["GET", "HEAD"];
const POSTS = ["POST", "PUT"];
/** Paths with their methods. Source: configuration-and-telegraf 3.2, 3.6. */
const ROUTES: ReadonlyMap<string, { readonly kind: Kind; readonly methods: readonly string[] }> =
  new Map([
    ["/write", { kind: "v1", methods: ["POST"] }],
    ["/api/v2/write", { kind: "v2", methods: ["POST"] }],
    ["/query", { kind: "query", methods: ["GET", "POST"] }],
    ["/ping", { kind: "ping", methods: READS }],
    ["/health", { kind: "health", methods: READS }],
    ["/api/v2/health", { kind: "health", methods: READS }],
    ["/ready", { kind: "ready", methods: READS }],
    ["/api/v2/ready", { kind: "ready", methods: READS }],
    ["/", { kind: "json", methods: POSTS }],
    ["/telegraf", { kind: "json", methods: POSTS }],
    ["/v1/timestamped_selection_input", { kind: "json", methods: POSTS }],
    ["/v2/timestamped_selection_input", { kind: "json", methods: POSTS }],
  ]);
/** Who sends to a target, as far as the form of an error goes. */
export function protocolOf(target: string): Protocol {
  const kind = ROUTES.get(splitTarget(target).path)?.kind;
  if (kind === "query" || kind === "ping") return "v1";
  return kind === "v1" || kind === "v2" ? kind : "json";
}

/** Bodies inflated at the same time. */
const MAX_INFLATING = 2;
/** The one query that is understood is short. */
const MAX_QUERY_BYTES = 64 * 1024;

/** One request as the server hands it over. */
interface Call extends Target {
  readonly method: string;
  readonly body: Buffer;
  readonly reply: HotReply;
  readonly head: RequestHead;
}

/** What agents that need no aggregator write to: InfluxDB 1.x, InfluxDB 2.x, and Telegraf's JSON. */
export class IngestRoutes implements HotRoutes {
  readonly maxBodyBytes: number;
  readonly gzip: GzipLimits;
  readonly readsHead = true;
  readonly #options: IngestRoutesOptions;
  readonly #credentials: CredentialCheck;
  readonly #startedWallMs: number;
  readonly #startedMs: number;

  constructor(options: IngestRoutesOptions) {
    const { clock, maxBodyBytes, maxInflatedBytes } = options;
    this.#options = options;
    this.maxBodyBytes = maxBodyBytes;
    this.gzip = { maxInflatedBytes, maxConcurrent: MAX_INFLATING };
    this.#credentials = new CredentialCheck(options.credentials);
    this.#startedWallMs = clock.wallMs();
    this.#startedMs = clock.monotonicMs();
  }

  claims(method: string, target: string): boolean {
    return ROUTES.get(splitTarget(target).path)?.methods.includes(method) ?? false;
  }

  handle(
    method: string,
    target: string,
    body: Buffer,
    reply: HotReply,
    head: RequestHead,
  ): boolean {
    const { path, query } = splitTarget(target);
    const route = ROUTES.get(path);
    if (!route) return false;
    this.#answer(route.kind, { method, path, query, body, reply, head });
    return true;
  }

  #answer(kind: Kind, call: Call): void {
    switch (kind) {
      case "ping":
        this.#send(
          call,
          replyToPing(this.#state(), new URLSearchParams(call.query).get("verbose")),
        );
        break;
      case "health":
        this.#send(call, replyToHealth(this.#state()));
        break;
      case "ready":
        this.#send(call, replyToReady(this.#state()));
        break;
      case "query":
        if (this.#isWelcome("v1", call)) this.#query(call);
        break;
      case "v1":
      case "v2":
      case "json":
      case "rest":
        if (this.#isWelcome(kind, call)) this.#write(kind, call);
    }
  }

  #isWelcome(protocol: IngestProtocol, call: Call): boolean {
    const fault = this.#credentials.fault(call.head.all("authorization"));
    if (fault === undefined) return true;
    const peer = call.reply.connection.remoteAddress;
    this.#send(call, this.#options.receiver.refuse({ protocol, peer }, fault));
    return false;
  }

  #query(call: Call): void {
    const form = call.body.length > MAX_QUERY_BYTES ? "" : call.body.toString("utf8");
    const inQuery = new URLSearchParams(call.query).get("q");
    const reply = replyToQuery(inQuery ?? new URLSearchParams(form).get("q"));
    this.#options.counts.countRequest("v1", reply.status);
    this.#send(call, reply);
  }

  #write(protocol: IngestProtocol, { query, body, reply }: Call): void {
    const peer = reply.connection.remoteAddress;
    const isWanted = (): boolean => reply.isOpen;
    const request = { protocol, query, body, peer, isWanted };
    this.#options.receiver.receive(request, (answer) => sendReply(reply, answer));
  }

  #send({ method, reply }: Call, answer: Reply): void {
    sendReply(reply, method === "HEAD" ? { ...answer, body: "" } : answer);
  }

  #state(): ServiceState {
    const { clock, version, readiness } = this.#options;
    const { ready, reason } = readiness();
    return {
      version,
      isAccepting: ready,
      ...(reason === undefined ? {} : { reason }),
      startedWallMs: this.#startedWallMs,
      upMs: clock.monotonicMs() - this.#startedMs,
    };
  }
}
