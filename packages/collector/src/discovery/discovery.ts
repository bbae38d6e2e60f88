import { AppError } from "@signalbox/errors";
import type { DatastoreClient } from "@signalbox/datastore-client";
import { EventCatalogue, type Opsconfig } from "@signalbox/monitoring-model";
import { inOwnStore } from "../poll/own-store-error.js";
import { ProblemList } from "../problem-list.js";
import type { StoreTarget } from "../stores/store-target.js";
import { discoveredStores, type DiscoveryRules, type StoreIds } from "./discovered-stores.js";
import type { LastGoodList } from "./last-good-list.js";

export interface DiscoveryOptions {
  readonly url: string;
  readonly client: Pick<DatastoreClient, "opsconfig">;
  readonly lastGood: LastGoodList;
  readonly rules: DiscoveryRules;
}

/** What an opsconfig says now, or said when it was last readable. */
export interface DiscoveryResult {
  readonly stores: readonly StoreTarget[];
  /** Kinds of series of this federation. */
  readonly catalogue: EventCatalogue;
  readonly problems: ProblemList;
  /** Why it could not be read; `stores` is then the last good list, or nothing. */
  readonly failure?: AppError;
}

/** Finds stores by the URL of an opsconfig alone. An unreadable one never takes a store away. */
export class Discovery {
  #etag: string | undefined;
  #known: Opsconfig | undefined;
  #ids: StoreIds | undefined;
  #problems = new ProblemList();

  constructor(readonly options: DiscoveryOptions) {}

  /** Never rejects but for our own store. @throws OwnStoreError */
  async look(signal: AbortSignal): Promise<DiscoveryResult> {
    const { lastGood } = this.options;
    this.#known ??= await inOwnStore(() => lastGood.read());
    this.#ids ??= await inOwnStore(() => lastGood.readIds());
    try {
      await this.#ask(signal);
      return this.#result();
    } catch (reason) {
      if (!(reason instanceof AppError)) throw reason;
      return { ...this.#result(), failure: reason };
    }
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const { url, client, lastGood } = this.options;
    const condition = this.#etag === undefined ? {} : { etag: this.#etag };
    const answer = await client.opsconfig(url, { signal, ...condition });
    if (answer.kind === "not-modified") return;
    if (answer.kind === "absent")
      throw new AppError("upstream_failed", `${url}: ${answer.message}`);
    const problems = new ProblemList();
    const stores = discoveredStores(answer, this.options.rules, problems, this.#ids);
    // A list that lost all its stores at once is a mistake of its keeper, not the end of a federation.
    if (stores.length === 0) throw new AppError("upstream_failed", `${url} lists no store`);
    const ids = new Map(stores.map(({ rootUrl, id }) => [rootUrl, id]));
    await inOwnStore(() => lastGood.writeIds(ids));
    await inOwnStore(() => lastGood.write(answer.opsconfig));
    this.#ids = ids;
    this.#known = answer.opsconfig;
    this.#problems = problems;
    this.#etag = answer.etag;
  }

  #result(): DiscoveryResult {
    const opsconfig = this.#known;
    const problems = this.#problems;
    if (opsconfig === undefined) return { stores: [], catalogue: new EventCatalogue(), problems };
    const stores = discoveredStores(
      { opsconfig, skipped: [] },
      this.options.rules,
      new ProblemList(),
      this.#ids,
    );
    return { stores, catalogue: new EventCatalogue(opsconfig.events), problems };
  }
}
