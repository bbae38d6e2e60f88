import type { InfoFound } from "@signalbox/monitoring-model";
import type { InfoObject, InfoStore } from "@signalbox/timeseries-store";
import { AppError } from "@signalbox/errors";
import { OwnStoreError } from "../poll/own-store-error.js";
import type { ProblemList } from "../problem-list.js";
import { storedObject } from "./stored-object.js";

const BATCH_OBJECTS = 500;
const BATCH_CHARS = 4 * 1024 * 1024;

/** Writes the objects of a crawl in batches. What our store cannot keep, such as an id without end, is a problem and not a failure. */
export class InfoWriter {
  #batch: InfoObject[] = [];
  #chars = 0;
  /** Objects that were new or changed. */
  written = 0;

  constructor(
    readonly parts: {
      readonly info: Pick<InfoStore, "put">;
      readonly source: string;
      readonly problems: ProblemList;
      readonly nowUs: number;
    },
  ) {}

  /** @throws OwnStoreError */
  async add(found: InfoFound): Promise<void> {
    const object = storedObject(this.parts.source, found, this.parts.nowUs);
    this.#batch.push(object);
    this.#chars += object.document.length;
    if (this.#batch.length >= BATCH_OBJECTS || this.#chars >= BATCH_CHARS) await this.flush();
  }

  /** @throws OwnStoreError */
  async flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#chars = 0;
    if (batch.length > 0) await this.#put(batch);
  }

  async #put(batch: readonly InfoObject[]): Promise<void> {
    try {
      const { inserted, updated } = await this.parts.info.put(batch);
      this.written += inserted + updated;
    } catch (reason) {
      const error = AppError.from(reason);
      if (error.code !== "invalid_argument") throw new OwnStoreError(error);
      await this.#putSingly(batch, error);
    }
  }

  /** One of a batch cannot be kept: the others can. */
  async #putSingly(batch: readonly InfoObject[], error: AppError): Promise<void> {
    const [only] = batch;
    if (only === undefined) return;
    if (batch.length === 1) {
      this.parts.problems.add(`${only.type} ${only.id.slice(0, 100)}: ${error.message}`);
      return;
    }
    const half = Math.ceil(batch.length / 2);
    await this.#put(batch.slice(0, half));
    await this.#put(batch.slice(half));
  }
}
