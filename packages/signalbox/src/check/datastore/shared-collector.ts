import { CacheManagerHelper, generateKey, TransportError } from "@signalbox/plugin-sdk";
import { AppError } from "@signalbox/errors";
import { askCollector, type CollectorPlace } from "./collector-client.js";

export interface SharedCollectorOptions {
  readonly place: CollectorPlace;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Seconds the check may take in all. */
  readonly timeoutS: number;
  readonly signal: AbortSignal;
}

/** A question to the collector whose answer all checks share. */
export interface SharedQuestion<Answer> {
  /** What is asked, in the words of its URL: the same text, the same answer. */
  readonly name: string;
  /** Seconds the answer is good for. */
  readonly ttlS: number;
  /** Asks, and keeps what matters of the replies: only that is stored. */
  readonly fetch: (ask: (path: string) => Promise<unknown>) => Promise<Answer>;
  /** Reads a stored answer; another program may have stored it. */
  readonly read: (stored: unknown) => Answer;
}

/** Form of what is stored under a key; another form must have another number. */
const FORMAT = "1";
/** Share of a check's time to a connection; a machine so busy that this takes long is the last that should ask directly. */
const CONNECT_SHARE = 0.5;
const NETWORK_GRACE_S = 5;
/** How long a failure of the collector is believed, so that it is not asked by every check while it is down. */
const NEGATIVE_TTL_S = 10;
/** Questions of one check that are under way at once. */
const CONCURRENCY = 2;
/** Of the time a check has, kept for itself after it waited for another one's answer. */
const RESERVE_S = 1;
/** Share of that time which the collector has: those who wait must hear of it when it fails. */
const COLLECTOR_SHARE = 0.8;
const MS_PER_SECOND = 1000;

/**
 * The collector as checks see it: through the cache manager that the environment names, so that any number of checks asks the same
 * question once. Without a cache manager, or when nobody answers there, the collector is asked directly. Close it.
 */
export class SharedCollector {
  readonly #options: SharedCollectorOptions;
  readonly #helper: CacheManagerHelper;
  readonly #notes = new Set<string>();

  constructor(options: SharedCollectorOptions) {
    this.#options = options;
    this.#helper = new CacheManagerHelper({
      env: () => options.env,
      clientOptions: {
        concurrency: CONCURRENCY,
        connectionTimeout: options.timeoutS * CONNECT_SHARE,
        networkTimeout: options.timeoutS + NETWORK_GRACE_S,
      },
    });
  }

  /** Why the collector was asked directly, if it was. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** @throws AppError or ResultError: the collector failed, here or for the one who asked it; or the cache manager refused */
  async ask<Answer>(question: SharedQuestion<Answer>): Promise<Answer> {
    const { timeoutS, place } = this.#options;
    const reserve = Math.min(RESERVE_S, timeoutS / 2);
    let refusal: Error | undefined;
    const stored = await this.#helper.fetch(
      {
        key: generateKey("signalbox check datastore", FORMAT, place.url.href, question.name),
        ttl: question.ttlS,
        negativeTtl: Math.min(NEGATIVE_TTL_S, question.ttlS),
        deadline: timeoutS,
        maxWaitTime: timeoutS,
        reserve,
        raiseErrors: true,
        // A slow collector must not be asked again because the lock has run out.
        renew: true,
        failOpen: true,
        onFailOpen: (reason) => {
          if (isAbsent(reason)) this.#notes.add(reason.message);
          else refusal = reason;
        },
      },
      () => {
        // A cache manager that is there but refuses, or where another check's answer was waited for in vain: were all to ask
        // directly now, the collector would get what it is to be spared.
        if (refusal !== undefined) throw refusal;
        return question.fetch((path) => this.#ask(path));
      },
    );
    return question.read(stored);
  }

  close(): void {
    this.#helper.close();
  }

  #ask(path: string): Promise<unknown> {
    const { place, timeoutS, signal } = this.#options;
    const limit = AbortSignal.timeout(timeoutS * COLLECTOR_SHARE * MS_PER_SECOND);
    return askCollector(place, path, AbortSignal.any([limit, signal]));
  }
}

const HOST_MISSING = /host is required$/;

function isAbsent(reason: Error): boolean {
  return reason.cause instanceof TransportError || HOST_MISSING.test(reason.message);
}

/** What is stored is not what this program stores. */
export const strangeAnswer = (what: string): AppError =>
  new AppError("upstream_failed", `the stored ${what} cannot be read`);
