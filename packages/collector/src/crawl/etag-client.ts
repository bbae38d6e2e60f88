import type { DatastoreClient, InfoAnswer } from "@signalbox/datastore-client";
import { readInfoReply } from "@signalbox/monitoring-model";
import type { InfoStore } from "@signalbox/timeseries-store";

/** What a crawl asks a store with. */
export type CrawlClient = Pick<
  DatastoreClient,
  "info" | "infoAt" | "aggregateTree" | "resolve" | "url"
>;

interface KnownAnswer {
  readonly etag: string;
  readonly type: string;
  readonly id: string;
}

/** Our own have 20. */
const MAX_ETAG_CHARS = 200;

/** ETags of one store's objects, by the question; the oldest make room for new ones. One that is very long is not remembered. */
export class EtagMemory {
  readonly #known = new Map<string, KnownAnswer>();
  #chars = 0;

  /**
   * @param maxEntries Default 200,000.
   * @param maxChars Of questions, ETags and ids together; default 32 million.
   */
  constructor(
    readonly maxEntries = 200_000,
    readonly maxChars = 32_000_000,
  ) {}

  get(question: string): KnownAnswer | undefined {
    return this.#known.get(question);
  }

  set(question: string, answer: KnownAnswer): void {
    this.delete(question);
    if (answer.etag.length > MAX_ETAG_CHARS) return;
    this.#known.set(question, answer);
    this.#chars += charsOf(question, answer);
    for (const [oldest] of this.#known) {
      if (this.#known.size <= this.maxEntries && this.#chars <= this.maxChars) return;
      this.delete(oldest);
    }
  }

  delete(question: string): void {
    const known = this.#known.get(question);
    if (known === undefined) return;
    this.#known.delete(question);
    this.#chars -= charsOf(question, known);
  }
}

const charsOf = (question: string, { etag, id }: KnownAnswer): number =>
  question.length + etag.length + id.length;

/** `client` with conditions: an object that did not change since it was stored is not sent again, and read from our store. */
export function etagClient(
  client: CrawlClient,
  parts: {
    readonly info: Pick<InfoStore, "get">;
    readonly source: string;
    readonly etags: EtagMemory;
  },
): CrawlClient {
  const { etags } = parts;
  const ask = async (
    question: string,
    send: (condition: { readonly etag?: string }) => Promise<InfoAnswer>,
  ): Promise<InfoAnswer> => {
    const known = etags.get(question);
    let answer = await send(known === undefined ? {} : { etag: known.etag });
    if (answer.kind === "not-modified" && known !== undefined) {
      const stored = await storedAnswer(known, question, parts);
      if (stored !== undefined) return stored;
      answer = await send({});
    }
    if (answer.kind === "object" && answer.etag !== undefined) {
      etags.set(question, { etag: answer.etag, type: answer.type, id: answer.id });
    } else etags.delete(question);
    return answer;
  };
  return {
    url: client.url,
    resolve: (href) => client.resolve(href),
    aggregateTree: (id, how) => client.aggregateTree(id, how),
    info: (type, id, how) =>
      ask(`${type} ${id}`, (condition) => client.info(type, id, { ...how, ...condition })),
    infoAt: (href, how) => ask(href, (condition) => client.infoAt(href, { ...how, ...condition })),
  };
}

async function storedAnswer(
  { etag, type, id }: KnownAnswer,
  url: string,
  { info, source }: { readonly info: Pick<InfoStore, "get">; readonly source: string },
): Promise<InfoAnswer | undefined> {
  const stored = await info.get({ source, type, id }).catch(() => undefined);
  if (stored === undefined || stored.goneSinceUs !== undefined) return undefined;
  // Written by this program.
  const sent: unknown = JSON.parse(stored.document);
  const reading = readInfoReply(sent);
  if (reading.kind !== "object" || reading.type !== type || reading.id !== id) return undefined;
  return { ...reading, etag, url, sent };
}
