import { checkName, checkText, MAX_DOCUMENT_CHARS } from "../arguments.js";
import type { KeyValueStore } from "../timeseries-store.js";
import type { WorkerClient } from "./worker-client.js";

/** Named values of a store in a file. */
export class SqliteValues implements KeyValueStore {
  readonly #worker: WorkerClient;

  constructor(worker: WorkerClient) {
    this.#worker = worker;
  }

  async get(space: string, key: string): Promise<string | undefined> {
    checkName("space", space);
    checkName("key", key);
    return this.#worker.call("values.get", space, key);
  }

  async entries(space: string): Promise<readonly (readonly [string, string])[]> {
    checkName("space", space);
    return this.#worker.call("values.entries", space);
  }

  async spaces(): Promise<readonly string[]> {
    return this.#worker.call("values.spaces");
  }

  async put(
    space: string,
    pairs: readonly (readonly [key: string, value: string | undefined])[],
  ): Promise<void> {
    checkName("space", space);
    for (const [key, value] of pairs) {
      checkName("key", key);
      if (value !== undefined) checkText("value", value, MAX_DOCUMENT_CHARS);
    }
    await this.#worker.call("values.put", space, pairs);
  }
}
