import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { crawl, type CrawlFinding, type CrawlProblem } from "@signalbox/datastore-client";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import { OwnStoreError } from "../poll/own-store-error.js";
import { trackedKey } from "../poll/store-memory.js";
import { ProblemList } from "../problem-list.js";
import type { StoreTarget } from "../stores/store-target.js";
import { etagClient, type CrawlClient, type EtagMemory } from "./etag-client.js";
import { markMissing } from "./gone-objects.js";
import { InfoWriter } from "./info-writer.js";

export interface CrawlStoreOptions {
  readonly client: CrawlClient;
  readonly store: Pick<TimeseriesStore, "info" | "values">;
  readonly target: StoreTarget;
  readonly etags: EtagMemory;
  readonly goneAfter: number;
  readonly maxObjects: number;
  /** Requests at once. */
  readonly parallel: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told after each object. */
  readonly onObject?: (objects: number) => void;
}

export interface CrawlResult {
  /** Objects found. */
  readonly objects: number;
  /** New or changed ones. */
  readonly written: number;
  readonly gone: number;
  readonly problems: ProblemList;
  /** Everything could be looked at; only then may an object count as missing. */
  readonly wasComplete: boolean;
  /** The root could not be read: the store is not there, or not what it should be. */
  readonly failure?: AppError;
  /** Our own store failed. */
  readonly ownFailure?: AppError;
}

const US_PER_MS = 1000;
/** What is left would fail as well, each object after its time limit. */
const MAX_FAILURES_IN_ROW = 50;

/**
 * Reads all inventory of a store (datastore-polling, 4.2) and keeps it. Links to other hosts, objects that are not there and answers that
 * cannot be read are problems, each a line. Never rejects but for mistakes of the program.
 */
export async function crawlStore(options: CrawlStoreOptions): Promise<CrawlResult> {
  const run = new CrawlRun(options);
  try {
    await run.run();
    return run.result({});
  } catch (reason) {
    if (reason instanceof OwnStoreError) return run.result({ ownFailure: reason.error });
    if (reason instanceof AppError) return run.result({ failure: reason });
    throw reason;
  }
}

class CrawlRun {
  readonly #problems = new ProblemList();
  readonly #seen = new Set<string>();
  readonly #writer: InfoWriter;
  readonly #nowUs: number;
  #isComplete = true;
  #isDone = false;
  #gone = 0;
  #failuresInRow = 0;
  readonly #own = new AbortController();
  readonly #signal: AbortSignal;

  constructor(readonly options: CrawlStoreOptions) {
    const { store, target, clock, signal } = options;
    this.#signal = AbortSignal.any([signal, this.#own.signal]);
    this.#nowUs = clock.wallMs() * US_PER_MS;
    this.#writer = new InfoWriter({
      info: store.info,
      source: target.id,
      problems: this.#problems,
      nowUs: this.#nowUs,
    });
  }

  async run(): Promise<void> {
    const { target, store, goneAfter } = this.options;
    for await (const finding of this.#findings()) await this.#take(finding);
    await this.#writer.flush();
    this.#isDone = !this.#signal.aborted;
    if (!this.#isDone || !this.#isComplete) return;
    this.#gone = await markMissing({
      store,
      source: target.id,
      goneAfter,
      nowUs: this.#nowUs,
      wasSeen: (type, id) => this.#seen.has(trackedKey(type, id)),
    });
  }

  result(failures: Pick<CrawlResult, "failure" | "ownFailure">): CrawlResult {
    return {
      objects: this.#seen.size,
      written: this.#writer.written,
      gone: this.#gone,
      problems: this.#problems,
      wasComplete: this.#isDone && this.#isComplete,
      ...failures,
    };
  }

  #findings(): AsyncGenerator<CrawlFinding, void, undefined> {
    const { client, target, store, etags, parallel, maxObjects } = this.options;
    return crawl({
      client: etagClient(client, { info: store.info, source: target.id, etags }),
      root: { type: target.rootType, id: target.rootId },
      parallel,
      maxObjects,
      signal: this.#signal,
    });
  }

  async #take(finding: CrawlFinding): Promise<void> {
    if (finding.kind === "problem") this.#note(finding);
    else {
      this.#failuresInRow = 0;
      this.#seen.add(trackedKey(finding.found.type, finding.found.id));
      await this.#writer.add(finding.found);
      this.options.onObject?.(this.#seen.size);
    }
  }

  #note({ problem, type, id, href, message }: CrawlProblem): void {
    if (this.#signal.aborted) return;
    // What an external check store watches belongs to other stores, which are read on their own.
    if (problem === "elsewhere" && type === "aggregate") return;
    if (problem === "failed" || problem === "limit") this.#isComplete = false;
    if (problem === "limit") {
      this.#problems.add(
        `the crawl ended at ${this.options.maxObjects} objects (crawl.max_objects)`,
      );
      return;
    }
    const name = [type, id ?? href].filter((part) => part !== undefined).join(" ");
    this.#problems.add(name === "" ? message : `${name}: ${message}`);
    this.#failuresInRow = problem === "failed" ? this.#failuresInRow + 1 : 0;
    if (this.#failuresInRow < MAX_FAILURES_IN_ROW) return;
    this.#problems.add(`gave up after ${MAX_FAILURES_IN_ROW} failures in a row`);
    this.#own.abort();
  }
}
