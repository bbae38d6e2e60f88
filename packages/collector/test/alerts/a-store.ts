import type { KeyValueStore, StoredInfo } from "@signalbox/timeseries-store";

type Pairs = Parameters<KeyValueStore["put"]>[1];

/** The part of a store that rules use, over plain values. */
export class AlertStoreFake {
  readonly saved = new Map<string, string>();
  readonly documents = new Map<string, object>();
  reads = 0;
  /** Thrown by the next write. */
  failure: Error | undefined;

  readonly values = {
    entries: (_space: string) => Promise.resolve([...this.saved]),
    put: (_space: string, pairs: Pairs) => {
      const { failure } = this;
      this.failure = undefined;
      if (failure) return Promise.reject(failure);
      for (const [key, value] of pairs) {
        if (value === undefined) this.saved.delete(key);
        else this.saved.set(key, value);
      }
      return Promise.resolve();
    },
  };

  readonly info = {
    getMany: (keys: readonly { source: string; type: string; id: string }[]) => {
      this.reads += 1;
      return Promise.resolve(keys.map((key) => this.#stored(key)));
    },
  };

  #stored(key: { source: string; type: string; id: string }): StoredInfo | undefined {
    const document = this.documents.get(key.id);
    return document && { ...key, tsUs: 0, document: JSON.stringify(document) };
  }
}
