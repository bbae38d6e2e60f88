import type { GzipLimits, HotReply, HotRoutes, RequestHead } from "@signalbox/http-server";
import type { KeyGuard, KeyVerdict } from "../rest/key-guard.js";
import { sendReply, splitTarget } from "./hot-write.js";
import type { TelegrafReceiver } from "./telegraf-receiver.js";

export interface SelectionInputRoutesOptions {
  readonly receiver: TelegrafReceiver;
  /** The guard of the other routes, so that they share its count of wrong keys. Without it `keys` and `isExempt` decide. */
  readonly guard?: Pick<KeyGuard, "judge">;
  /** `ApiKeys`; asked at each request, so it may be replaced behind the interface. */
  readonly keys: { accepts(given: string | undefined): boolean };
  /**
   * Whether a caller needs no key, by its address; default: nobody. It never holds for what a browser or a proxy sends: a
   * page of a stranger, shown on this machine, comes from its address, too.
   */
  readonly isExempt?: (peer: string) => boolean;
  /** Names and values, alternating, of every reply: `X-Service-Identity` and the like. */
  readonly headers?: readonly string[];
  /** Largest body as it arrives, in bytes. */
  readonly maxBodyBytes: number;
  /** Largest body after decompression, in bytes. */
  readonly maxInflatedBytes: number;
}

const PATHS: ReadonlySet<string> = new Set([
  "/v1/timestamped_selection_input",
  "/v2/timestamped_selection_input",
]);
const MAX_INFLATING = 2;
/** One text for a missing, a wrong and a doubled key. */
const KEY_FAULT = "X-API-Key is missing or wrong";
const KEY_HEADER = "x-api-key";
const FOREIGN_HEADERS = [
  "origin",
  "sec-fetch-site",
  "x-forwarded-for",
  "x-forwarded-host",
  "forwarded",
  "via",
];

/**
 * Where aggregators post on the REST port. PUT and POST are the same: both merge deeply. Source: cdn-router 6.5 to 6.7 and
 * 8 (points 6 to 8).
 */
export class SelectionInputRoutes implements HotRoutes {
  readonly maxBodyBytes: number;
  readonly gzip: GzipLimits;
  readonly headers: readonly string[];
  readonly readsHead = true;
  readonly #options: SelectionInputRoutesOptions;

  constructor(options: SelectionInputRoutesOptions) {
    const { headers = [], maxBodyBytes, maxInflatedBytes } = options;
    this.#options = options;
    this.headers = headers;
    this.maxBodyBytes = maxBodyBytes;
    this.gzip = { maxInflatedBytes, maxConcurrent: MAX_INFLATING };
  }

  claims(method: string, target: string): boolean {
    return (method === "POST" || method === "PUT") && PATHS.has(splitTarget(target).path);
  }

  handle(
    _method: string,
    target: string,
    body: Buffer,
    reply: HotReply,
    head: RequestHead,
  ): boolean {
    const { receiver } = this.#options;
    const peer = reply.connection.remoteAddress;
    const verdict = this.#judge(peer, head);
    if (verdict.kind !== "open") {
      const waitS = verdict.kind === "limited" ? verdict.retryAfterSeconds : undefined;
      sendReply(reply, receiver.refuse({ protocol: "rest", peer }, KEY_FAULT, waitS));
      return true;
    }
    const { query } = splitTarget(target);
    const isWanted = (): boolean => reply.isOpen;
    receiver.receive({ protocol: "rest", query, body, peer, isWanted }, (answer) =>
      sendReply(reply, answer),
    );
    return true;
  }

  #judge(peer: string, head: RequestHead): KeyVerdict {
    const { guard, keys, isExempt } = this.#options;
    if (guard) return guard.judge({ peerAddress: peer, headerValues: (name) => head.all(name) });
    const isForeign = FOREIGN_HEADERS.some((name) => head.get(name) !== undefined);
    if (!isForeign && isExempt?.(peer) === true) return { kind: "open" };
    const [key, ...others] = head.all(KEY_HEADER);
    const isKnown = keys.accepts(key) && others.length === 0;
    return { kind: isKnown ? "open" : "unauthenticated" };
  }
}
