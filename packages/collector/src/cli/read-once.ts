import type { Clock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { EventCatalogue } from "@signalbox/monitoring-model";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import type { CollectorConfig } from "../config/service-schema.js";
import { mergeStores } from "../discovery/discovered-stores.js";
import { openDiscovery, openReader, type ReaderParts } from "../open-collector.js";
import type { RunKind, RunOutcome } from "../schedule/run-outcome.js";
import { configuredStores } from "../stores/configured-stores.js";
import { CrawlTimes } from "../stores/crawl-times.js";
import { readIdentity } from "../stores/read-identity.js";
import type { StoreReader } from "../stores/store-reader.js";
import type { StoreTarget } from "../stores/store-target.js";
import type { Progress } from "./progress.js";

export interface OnceOptions {
  readonly config: CollectorConfig;
  readonly store: TimeseriesStore;
  readonly clock: Clock;
  readonly random: () => number;
  /** Ends it after what is being written. */
  readonly signal: AbortSignal;
  /** Ids of stores; empty: all. */
  readonly only: readonly string[];
  /** In the order they are done. */
  readonly kinds: readonly RunKind[];
  readonly progress: Progress;
  readonly onProblem: (line: string) => void;
}

export interface OnceResult {
  /** One for each store, by id. */
  readonly lines: readonly { readonly line: string; readonly isFailed: boolean }[];
  readonly isFailed: boolean;
}

/** Reads all stores once, several at a time. @throws AppError for what makes that impossible */
export async function readOnce(options: OnceOptions): Promise<OnceResult> {
  const pass = new Pass(options);
  return pass.run();
}

class Pass {
  readonly #lines: { id: string; line: string; isFailed: boolean }[] = [];
  #catalogue = new EventCatalogue();
  #isFailed = false;

  constructor(readonly options: OnceOptions) {}

  async run(): Promise<OnceResult> {
    const { config, store, progress, signal } = this.options;
    const identity = await readIdentity(config);
    const crawlTimes = await CrawlTimes.read(store.values);
    const targets = this.#chosen(await this.#targets(identity));
    const parts: ReaderParts = {
      ...this.options,
      crawlTimes,
      catalogue: () => this.#catalogue,
      listener: () => undefined,
    };
    progress.begin(targets.length);
    const waiting = [...targets];
    const work = async (): Promise<void> => {
      for (let next = waiting.shift(); next && !signal.aborted; next = waiting.shift()) {
        await this.#read(next, () => openReader(next, identity, parts));
        progress.step();
      }
    };
    const workers = Math.min(config.requests.stores_at_once, targets.length);
    await Promise.all(Array.from({ length: workers }, work));
    this.#lines.sort((one, other) => (one.id < other.id ? -1 : 1));
    return { lines: this.#lines, isFailed: this.#isFailed || signal.aborted };
  }

  async #targets(
    identity: Awaited<ReturnType<typeof readIdentity>>,
  ): Promise<readonly StoreTarget[]> {
    const { config, signal, onProblem } = this.options;
    const configured = configuredStores(config);
    const open = openDiscovery(identity, this.options);
    if (open === undefined) return configured;
    try {
      const { stores, catalogue, problems, failure } = await open.discovery.look(signal);
      for (const line of problems.lines) onProblem(line);
      if (failure) {
        onProblem(`the list of stores could not be read: ${failure.message}`);
        this.#isFailed = true;
      }
      this.#catalogue = catalogue;
      return mergeStores(configured, stores);
    } finally {
      open.close();
    }
  }

  #chosen(targets: readonly StoreTarget[]): readonly StoreTarget[] {
    const { only } = this.options;
    const missing = only.find((id) => targets.every((target) => target.id !== id));
    if (missing !== undefined) {
      throw new AppError("not_found", `there is no store ${JSON.stringify(missing)}`);
    }
    if (targets.length === 0) {
      throw new AppError(
        "not_found",
        "there is no store: neither opsconfig_url nor stores has one",
      );
    }
    return only.length === 0 ? targets : targets.filter(({ id }) => only.includes(id));
  }

  async #read({ id }: StoreTarget, open: () => StoreReader): Promise<void> {
    const { kinds, signal } = this.options;
    let reader: StoreReader | undefined;
    try {
      reader = open();
      for (const kind of kinds) {
        const outcome = await reader[kind](signal);
        this.#tell(id, kind, outcome);
        // A store that does not answer is not asked twice.
        if (outcome.blame !== "nobody") return;
      }
    } catch (reason) {
      this.#isFailed = true;
      this.#lines.push({ id, line: `${id} ${AppError.from(reason).message}`, isFailed: true });
    } finally {
      reader?.close();
    }
  }

  #tell(id: string, kind: RunKind, { report }: RunOutcome): void {
    const { outcome, written, requests, tookMs, problems } = report;
    const isFailed = outcome !== "ok" && (outcome === "failed" || kind === "poll");
    this.#isFailed ||= isFailed;
    const what = kind === "crawl" ? "objects new or changed" : "new points";
    const line = `${id} ${kind} ${outcome}: ${written} ${what}, ${requests} requests, ${(tookMs / 1000).toFixed(1)} s`;
    this.#lines.push({ id, line, isFailed });
    for (const problem of problems) this.options.onProblem(`${id}: ${problem}`);
  }
}
