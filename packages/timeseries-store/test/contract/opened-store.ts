import type { TimeseriesStore } from "../../src/index.js";

/** An empty store of a back end, made for one test. */
export interface OpenedStore {
  readonly store: TimeseriesStore;
  /** Closes the store and opens it again over the same data. */
  reopen(): Promise<TimeseriesStore>;
  /** Closes the store, whichever is open, and removes its data. */
  dispose(): Promise<void>;
}

export type OpenStore = () => Promise<OpenedStore>;

export interface ContractOptions {
  /** Random histories in the property test; default 25. */
  readonly propertyRuns?: number;
}
