import type { Clock } from "@signalbox/clock";
import type { InputStore } from "@signalbox/selection-input";
import {
  instantFromMs,
  NameCache,
  readPrecision,
  SampleStore,
  SeriesCache,
  type Precision,
  type Reply,
  type StoreLimits,
} from "@signalbox/telegraf-ingest";
import type { Logger } from "@signalbox/telemetry";
import type { IngestCounts } from "./ingest-counts.js";
import { IngestNotices } from "./ingest-notices.js";
import { isInflux, type IngestRequest } from "./ingest-request.js";
import { IngestTally } from "./ingest-tally.js";
import type { BodyReading, IngestTarget } from "./ingest-target.js";
import {
  bodyUnreadable,
  clockDifferent,
  credentialsRefused,
  hostRefused,
  overloaded,
  readingFailed,
} from "./log-events.js";
import { openReading, replyToRead } from "./open-reading.js";
import { DEFAULT_RECEIVER_LIMITS, type ReceiverLimits } from "./receiver-limits.js";
import { TurnQueue } from "./turn-queue.js";
import { replyToRefused, replyToStranger } from "./write-replies.js";

const BAD_REQUEST = 400;

export interface TelegrafReceiverOptions {
  readonly clock: Clock;
  readonly log: Pick<Logger, "log">;
  /** Gets the nested objects. */
  readonly input: Pick<InputStore, "timestamped">;
  readonly counts: IngestCounts;
  /** False while starting or draining: writes are answered 503. */
  readonly isAccepting: () => boolean;
  /** Default `DEFAULT_RECEIVER_LIMITS`, each. */
  readonly limits?: Partial<ReceiverLimits>;
  /** Of the sample store; default its own. */
  readonly storeLimits?: Partial<StoreLimits>;
}

interface OpenBody {
  readonly request: IngestRequest;
  readonly reading: BodyReading;
  readonly tally: IngestTally;
  readonly answer: (reply: Reply) => void;
}

/**
 * What Telegraf agents and aggregators send, into the sample store and on into the selection input. Good records are used
 * whatever stands beside them, and nothing that can be read is ever answered with an error, which clients would repeat for
 * ever or lose data over. Source: configuration-and-telegraf 3.2, 3.6, 3.7, 6.
 */
export class TelegrafReceiver {
  /** The newest samples, for the metrics page. */
  readonly store: SampleStore;
  readonly #options: TelegrafReceiverOptions;
  readonly #limits: ReceiverLimits;
  readonly #target: IngestTarget;
  readonly #notices: IngestNotices;
  readonly #queue: TurnQueue;

  constructor(options: TelegrafReceiverOptions) {
    const { clock, log, input, storeLimits: limits = {} } = options;
    const notices = new IngestNotices({ clock, log });
    const observer = {
      onClockDifference: (difference: Parameters<typeof clockDifferent>[0]) =>
        notices.say(`clock ${difference.host}`, clockDifferent(difference)),
    };
    this.#options = options;
    this.#limits = { ...DEFAULT_RECEIVER_LIMITS, ...options.limits };
    this.#notices = notices;
    this.store = new SampleStore({ clock, limits, observer });
    this.#target = {
      limits: this.#limits,
      store: this.store,
      input,
      cache: new NameCache(),
      seriesCache: new SeriesCache(),
    };
    this.#queue = new TurnQueue({ clock, maxBytes: this.#limits.maxWaitingBytes });
  }

  /** Takes one write. Answers once: before it returns when the body is small, else after some turns of the event loop. */
  receive(request: IngestRequest, answer: (reply: Reply) => void): void {
    const { protocol } = request;
    const answerCounted = (reply: Reply): void => {
      this.#options.counts.countRequest(protocol, reply.status);
      answer(reply);
    };
    if (!this.#options.isAccepting()) {
      answerCounted(replyToRefused(protocol, { kind: "unavailable" }));
      return;
    }
    const given = givenPrecision(request);
    const precision = readPrecision(given);
    if (precision) this.#open(request, precision, answerCounted);
    else answerCounted(replyToRefused(protocol, { kind: "bad_precision", given }));
  }

  /**
   * Counts and logs a sender without valid credentials, and says how it is answered.
   *
   * @param retryAfterS given when it has tried too often: 429, and the seconds it has to wait
   */
  refuse(
    { protocol, peer }: Pick<IngestRequest, "protocol" | "peer">,
    text: string,
    retryAfterS?: number,
  ): Reply {
    const { counts, clock } = this.#options;
    const reply = replyToStranger(protocol, text, retryAfterS);
    counts.countAuthFailure(peer, clock.wallMs());
    counts.countRequest(protocol, reply.status);
    this.#notices.say(`credentials ${peer}`, credentialsRefused(peer, text));
    return reply;
  }

  /** Forgets hosts and series that are silent. Call every few seconds. */
  sweep(): void {
    this.store.sweep();
  }

  /** Answers 503 to what is being read. */
  close(): void {
    this.#queue.close();
  }

  #open(request: IngestRequest, precision: Precision, answer: (reply: Reply) => void): void {
    const tally = new IngestTally((host, text) =>
      this.#notices.say(`host ${host}`, hostRefused(host, text)),
    );
    const arrival = instantFromMs(this.#options.clock.wallMs());
    const options = { target: this.#target, body: request.body, tally, arrival };
    const open = { request, tally, answer, reading: openReading(request, options, precision) };
    if (request.body.length > this.#limits.maxBytesAtOnce) this.#enqueue(open);
    else while (this.#step(open));
  }

  #enqueue(open: OpenBody): void {
    const { request, answer } = open;
    const isAdded = this.#queue.add({
      bytes: request.body.length,
      isWanted: () => request.isWanted(),
      step: () => this.#step(open),
      cancelled: () => answer(replyToRefused(request.protocol, { kind: "unavailable" })),
    });
    if (isAdded) return;
    this.#notices.say("overloaded", overloaded(this.#limits.maxWaitingBytes));
    answer(replyToRefused(request.protocol, { kind: "overloaded" }));
  }

  /** One slice; at the last one the answer. A fault of ours is 500, which clients repeat: it may be gone then. */
  #step(open: OpenBody): boolean {
    try {
      if (open.reading.step()) return true;
      this.#finish(open);
    } catch (reason) {
      this.#notices.say("failed", readingFailed(reason));
      open.answer(replyToRefused(open.request.protocol, { kind: "internal" }));
    }
    return false;
  }

  #finish({ request, reading, tally, answer }: OpenBody): void {
    const { protocol, peer } = request;
    const reply = replyToRead(protocol, reading, tally);
    const fault = reply.status === BAD_REQUEST ? "no JSON and no line protocol" : undefined;
    const text = tally.bodyFault ?? fault;
    this.#options.counts.countLines(tally.lines, tally.refusedHosts);
    if (text !== undefined) this.#notices.say(`body ${peer}`, bodyUnreadable(peer, protocol, text));
    answer(reply);
  }
}

/** Only InfluxDB clients have a say: the others would repeat what was refused for it. */
function givenPrecision({ protocol, query }: IngestRequest): string {
  if (!isInflux(protocol) || !query.includes("precision")) return "";
  return new URLSearchParams(query).get("precision") ?? "";
}
