import type { Opsconfig } from "@signalbox/monitoring-model";
import type { KeyValueStore } from "@signalbox/timeseries-store";
import type { StoreIds } from "./discovered-stores.js";

const SPACE = "collector.opsconfig";
const IDS_SPACE = "collector.store_ids";

/** An opsconfig reply as it was sent, for a start at which the config store does not answer. */
export class LastGoodList {
  /** @param url Where it was read: another URL has another list. */
  constructor(
    readonly values: Pick<KeyValueStore, "get" | "put">,
    readonly url: string,
  ) {}

  async read(): Promise<Opsconfig | undefined> {
    const text = await this.values.get(SPACE, this.#key);
    // Written by this program, below.
    return text === undefined ? undefined : (JSON.parse(text) as Opsconfig);
  }

  async write(opsconfig: Opsconfig): Promise<void> {
    await this.values.put(SPACE, [[this.#key, JSON.stringify(opsconfig)]]);
  }

  /** Under which id the stores of the list are kept. */
  async readIds(): Promise<StoreIds> {
    const text = await this.values.get(IDS_SPACE, this.#key);
    // Written by this program, below.
    return new Map(text === undefined ? [] : (JSON.parse(text) as [string, string][]));
  }

  async writeIds(ids: StoreIds): Promise<void> {
    await this.values.put(IDS_SPACE, [[this.#key, JSON.stringify([...ids])]]);
  }

  get #key(): string {
    return this.url.slice(0, 400);
  }
}
