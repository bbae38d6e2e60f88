import type { GzipLimits, HotReply, HotRoutes, RequestHead } from "@signalbox/http-server";
import type { KeyGuard } from "../rest/key-guard.js";
import { sendReply, splitTarget } from "./hot-write.js";
import type { TelegrafReceiver } from "./telegraf-receiver.js";

export interface SelectionInputRoutesOptions {
  readonly receiver: TelegrafReceiver;
  /** The guard of the other routes, so that they share its count of wrong keys. */
  readonly guard: Pick<KeyGuard, "judge">;
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
    const { receiver, guard } = this.#options;
    const peer = reply.connection.remoteAddress;
    const verdict = guard.judge({ peerAddress: peer, headerValues: (name) => head.all(name) });
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
}
