import type { Cancel, Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { createHttpClient, type HttpClient, type HttpReply } from "@signalbox/http-client";
import { readWhitelist } from "@signalbox/monitoring-model";
import type { AccessLists } from "./access-lists.js";
import type { FetchedList, WhitelistCache } from "./whitelist-cache.js";

const CONNECT_TIMEOUT_MS = 10_000;
const REPLY_TIMEOUT_MS = 30_000;
/** More than the largest list that is read, in the widest encoding. */
const MAX_REPLY_BYTES = 4 * 1024 * 1024;
/** Pause after the first failure; it doubles with each further one, up to the interval of polling. */
const FIRST_RETRY_MS = 60_000;
const OK = 200;
const NOT_MODIFIED = 304;

export interface WhitelistFeedOptions {
  /** `https://`, with the path and query of the list. */
  readonly url: string;
  /** PEM of the authorities its server is verified with; default: the system's. */
  readonly ca?: string;
  readonly pollMs: number;
  /** Where the last good list is kept; default: nowhere. */
  readonly cache?: WhitelistCache;
  readonly lists: AccessLists;
  readonly clock: Clock;
  /** 0 <= x < 1, for the jitter. */
  readonly random: () => number;
  /** Told when the cache cannot be written. */
  readonly onCacheFailed?: (error: AppError) => void;
}

/** Keeps the list of a URL in force as it changes (datastore-polling, 9.28). */
export class WhitelistFeed {
  readonly #options: WhitelistFeedOptions;
  readonly #client: HttpClient;
  readonly #path: string;
  readonly #end = new AbortController();
  #last: FetchedList | undefined;
  #failures = 0;
  #cancel: Cancel = () => undefined;
  /** One poll at a time. */
  #polling: Promise<void> = Promise.resolve();

  /** @throws AppError `invalid_argument` for a URL that cannot be used */
  constructor(options: WhitelistFeedOptions) {
    const { url: text, ca, clock, random } = options;
    this.#options = options;
    const url = new URL(text);
    this.#path = url.pathname + url.search;
    url.pathname = "/";
    url.search = url.hash = "";
    this.#client = createHttpClient({
      baseUrl: url.href,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      responseTimeoutMs: REPLY_TIMEOUT_MS,
      maxSockets: 1,
      maxResponseBytes: MAX_REPLY_BYTES,
      clock,
      random,
      ...(ca !== undefined && { tls: { ca } }),
    });
  }

  /** Takes the list that was kept, or asks for it when there is none; and asks again and again from then on. */
  async start(): Promise<void> {
    const isKept = await this.#takeKept();
    if (!isKept) await this.poll().catch(() => undefined);
    this.#arm(isKept ? 0 : this.#pauseMs());
  }

  /** Asks now. @throws AppError why the list stays as it is; it was told */
  async poll(): Promise<void> {
    const next = this.#polling.then(() => this.#poll());
    this.#polling = next.catch(() => undefined);
    return next;
  }

  stop(): void {
    this.#end.abort();
    this.#cancel();
    this.#client.close();
  }

  #arm(pauseMs: number): void {
    if (this.#end.signal.aborted) return;
    this.#cancel = this.#options.clock.after(pauseMs, () => {
      // What goes wrong was told, and is tried again.
      void this.poll()
        .catch(() => undefined)
        .then(() => this.#arm(this.#pauseMs()));
    });
  }

  #pauseMs(): number {
    const { pollMs, random } = this.#options;
    return pauseMs(this.#failures, pollMs, random());
  }

  async #poll(): Promise<void> {
    const { lists } = this.#options;
    try {
      const reply = await this.#ask();
      if (reply.status === NOT_MODIFIED) await this.#keepAgain();
      else await this.#take(this.#fetched(reply));
      this.#failures = 0;
    } catch (reason) {
      if (this.#end.signal.aborted) return;
      this.#failures += 1;
      lists.refuse("url", reason);
      throw reason;
    }
  }

  #ask(): Promise<HttpReply> {
    const etag = this.#last?.etag;
    return this.#client.request({
      path: this.#path,
      headers: {
        Accept: "application/json, text/plain;q=0.9, */*;q=0.1",
        ...(etag !== undefined && { "If-None-Match": etag }),
      },
      accepts: (status) => status === OK || (status === NOT_MODIFIED && etag !== undefined),
      signal: this.#end.signal,
    });
  }

  #fetched({ body, headers }: HttpReply): FetchedList {
    const { url, clock } = this.#options;
    const { etag, "last-modified": modified } = headers;
    const modifiedMs = Date.parse(modified ?? "");
    return {
      url,
      text: textOf(body),
      goodAtMs: clock.wallMs(),
      ...(etag !== undefined && { etag }),
      ...(Number.isFinite(modifiedMs) && { modifiedMs }),
    };
  }

  async #take(fetched: FetchedList): Promise<void> {
    const before = this.#last?.modifiedMs;
    if (before !== undefined && fetched.modifiedMs !== undefined && fetched.modifiedMs < before)
      throw new AppError("invalid_argument", "the list is older than the one in force");
    const whitelist = readWhitelist(fetched.text);
    if (fetched.text === this.#last?.text) this.#options.lists.confirm("url");
    else this.#options.lists.accept("url", whitelist);
    await this.#keep(fetched);
  }

  async #keepAgain(): Promise<void> {
    this.#options.lists.confirm("url");
    if (this.#last) await this.#keep({ ...this.#last, goodAtMs: this.#options.clock.wallMs() });
  }

  async #keep(list: FetchedList): Promise<void> {
    this.#last = list;
    try {
      await this.#options.cache?.write(list);
    } catch (reason) {
      this.#options.onCacheFailed?.(AppError.from(reason));
    }
  }

  async #takeKept(): Promise<boolean> {
    const { cache, url, lists, clock } = this.#options;
    const kept = await cache?.read(url);
    if (!kept) return false;
    try {
      const ageMs = Math.max(0, clock.wallMs() - kept.goodAtMs);
      lists.accept("url", readWhitelist(kept.text), ageMs);
      this.#last = kept;
      return true;
    } catch {
      return false; // As if there were no file.
    }
  }
}

/**
 * Milliseconds until the list is asked for again. Half of a pause after a failure, and a tenth of any other, is random, so that those
 * who ask the same server spread.
 *
 * @param failures in a row
 * @param random 0 <= x < 1
 */
export function pauseMs(failures: number, pollMs: number, random: number): number {
  if (failures === 0) return pollMs * (1 - random / 10);
  return Math.min(pollMs, FIRST_RETRY_MS * 2 ** (failures - 1)) * (1 - random / 2);
}

function textOf(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch (error) {
    throw new AppError("invalid_argument", "the list is not UTF-8", { cause: error });
  }
}
