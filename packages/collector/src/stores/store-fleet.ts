import { isDeepStrictEqual } from "node:util";
import type { ClientIdentity } from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import type { RunOutcome, RunKind } from "../schedule/run-outcome.js";
import type { ScheduledEntry } from "../schedule/scheduled-entry.js";
import { Scheduler, type SchedulerOptions } from "../schedule/scheduler.js";
import { statusOf } from "../status/status-of.js";
import type { RunReport, StoreStatus } from "../status/store-status.js";
import type { CrawlTimes } from "./crawl-times.js";
import type { StoreReader } from "./store-reader.js";
import type { StoreTarget } from "./store-target.js";

export interface FleetOptions {
  readonly scheduler: Omit<SchedulerOptions, "onRun">;
  readonly crawlTimes: CrawlTimes;
  /** @throws AppError for a target that cannot be read at all */
  readonly open: (target: StoreTarget) => StoreReader;
  readonly onRun: (reader: StoreReader, kind: RunKind, outcome: RunOutcome) => void;
  /** A store that could not be opened, or not with its new identity. */
  readonly onRefused: (target: StoreTarget, error: AppError) => void;
  readonly onRemoved: (id: string) => void;
}

interface Member {
  readonly reader: StoreReader;
  readonly entry: ScheduledEntry;
}

/** All stores that are polled, and what is known of each. */
export class StoreFleet {
  readonly #members = new Map<string, Member>();
  readonly #scheduler: Scheduler;

  constructor(readonly options: FleetOptions) {
    this.#scheduler = new Scheduler({
      ...options.scheduler,
      onRun: ({ store }, kind, outcome) => {
        const member = this.#members.get(store.id);
        if (member) options.onRun(member.reader, kind, outcome);
      },
    });
  }

  get size(): number {
    return this.#members.size;
  }

  all(): readonly StoreStatus[] {
    const { scheduler } = this.options;
    return [...this.#members.values()].map(({ reader, entry }) =>
      statusOf(reader, entry, scheduler),
    );
  }

  /** @throws AppError `not_found`, `unavailable` */
  crawlNow(id: string): Promise<RunReport> {
    return this.#scheduler.runNow(id, "crawl");
  }

  /** @throws AppError `not_found`, `unavailable` */
  pollNow(id: string): Promise<RunReport> {
    return this.#scheduler.runNow(id, "poll");
  }

  /** Reads these from now on and no others; what was read of the others stays. */
  async setTargets(targets: readonly StoreTarget[]): Promise<void> {
    const wanted = new Map(targets.map((target) => [target.id, target]));
    for (const [id, { reader }] of this.#members) {
      if (!isDeepStrictEqual(wanted.get(id), reader.target)) await this.#remove(id);
    }
    for (const target of targets) if (!this.#members.has(target.id)) this.#add(target);
    this.#scheduler.look();
  }

  /** Shows all stores this certificate. */
  renew(identity: ClientIdentity): void {
    for (const { reader } of this.#members.values()) {
      this.#try(reader.target, () => reader.renew(identity));
    }
  }

  close(): Promise<void> {
    return this.#scheduler.close();
  }

  #add(target: StoreTarget): void {
    this.#try(target, () => {
      const reader = this.options.open(target);
      const entry = this.#scheduler.add(reader, this.options.crawlTimes.of(target.id));
      this.#members.set(target.id, { reader, entry });
    });
  }

  async #remove(id: string): Promise<void> {
    this.#members.delete(id);
    await this.#scheduler.remove(id);
    this.options.onRemoved(id);
  }

  #try(target: StoreTarget, work: () => void): void {
    try {
      work();
    } catch (reason) {
      this.options.onRefused(target, AppError.from(reason));
    }
  }
}
