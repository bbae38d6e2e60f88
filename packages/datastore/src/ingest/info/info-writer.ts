import { AppError } from "@signalbox/errors";
import type { InfoKey, InfoObject, InfoWriteReport } from "@signalbox/timeseries-store";
import type { WritableStore } from "../ingest-options.js";

/** Of one question to the store. */
const MAX_KEYS = 10_000;

export interface TouchReport {
  readonly touched: number;
  /** Whose time was this, or a later one, already. */
  readonly unchanged: number;
  readonly missing: readonly InfoKey[];
}

/** Writes inventory, one write after the other: what is read to be written again must not change in between. */
export class InfoWriter {
  readonly #store: WritableStore["info"];
  #last: Promise<unknown> = Promise.resolve();

  constructor(store: WritableStore["info"]) {
    this.#store = store;
  }

  /** All or none. @throws AppError of the store */
  put(objects: readonly InfoObject[]): Promise<InfoWriteReport> {
    return this.#inTurn(() => this.#store.put(objects));
  }

  remove(keys: readonly InfoKey[]): Promise<number> {
    return this.#inTurn(() => this.#store.remove(keys));
  }

  /**
   * Gives objects a new time, so that they do not age (datastore-polling, 9.36). Never an earlier one than they have.
   *
   * @param keys At most 10,000, none twice.
   */
  touch(keys: readonly InfoKey[], tsUs: number): Promise<TouchReport> {
    if (keys.length > MAX_KEYS) {
      const message = `${keys.length} objects in one request, limit is ${MAX_KEYS}`;
      return Promise.reject(new AppError("item_too_large", message));
    }
    return this.#inTurn(() => this.#touch(keys, tsUs));
  }

  async #touch(keys: readonly InfoKey[], tsUs: number): Promise<TouchReport> {
    const [infos, references] = await Promise.all([
      this.#store.getMany(keys),
      this.#store.referencesOf(keys),
    ]);
    const missing = keys.filter((_, at) => infos[at] === undefined);
    const stale = keys.flatMap((key, at): InfoObject[] => {
      const info = infos[at];
      if (!info || info.tsUs >= tsUs) return [];
      const { urn, document } = info;
      return [
        {
          ...key,
          ...(urn !== undefined && { urn }),
          tsUs,
          document,
          references: references[at] ?? [],
        },
      ];
    });
    if (stale.length > 0) await this.#store.put(stale);
    const unchanged = keys.length - missing.length - stale.length;
    return { touched: stale.length, unchanged, missing };
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
