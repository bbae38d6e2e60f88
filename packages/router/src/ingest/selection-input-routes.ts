import type { GzipLimits, HotReply, HotRoutes, RequestHead } from "@signalbox/http-server";
import { sendReply, splitTarget } from "./hot-write.js";
import type { TelegrafReceiver } from "./telegraf-receiver.js";

export interface SelectionInputRoutesOptions {
  readonly receiver: TelegrafReceiver;
  /** `ApiKeys`; asked at each request, so it may be replaced behind the interface. */
  readonly keys: { accepts(given: string | undefined): boolean };
  /** Whether a caller needs no key, by its address; default: nobody. */
  readonly isExempt?: (peer: string) => boolean;
  /**
   * Told of each wrong key. Returns the seconds after which the peer may try again when it is told so (429), undefined for
   * a plain 401. Default: always 401.
   */
  readonly onWrongKey?: (peer: string) => number | undefined;
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
const KEY_FAULT = "header X-API-Key is missing or wrong";

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
    const { receiver, isExempt } = this.#options;
    const peer = reply.connection.remoteAddress;
    if (isExempt?.(peer) !== true && !this.#hasKey(head)) {
      this.#refuse(peer, reply);
      return true;
    }
    const { query } = splitTarget(target);
    const isWanted = (): boolean => reply.isOpen;
    receiver.receive({ protocol: "rest", query, body, peer, isWanted }, (answer) =>
      sendReply(reply, answer),
    );
    return true;
  }

  #hasKey(head: RequestHead): boolean {
    const [key, ...others] = head.all("x-api-key");
    return this.#options.keys.accepts(key) && others.length === 0;
  }

  #refuse(peer: string, reply: HotReply): void {
    const retryAfterS = this.#options.onWrongKey?.(peer);
    const asked = { protocol: "rest", peer } as const;
    sendReply(reply, this.#options.receiver.refuse(asked, KEY_FAULT, retryAfterS));
  }
}
