import type { ClientOptions } from "./client-options.js";
import { StateManagerStoreError } from "./errors.js";
import { SharedClient, type Environment } from "./shared-client.js";
import { StateManagerClient } from "./state-manager-client.js";

export interface StateManagerHelperOptions {
  /** Where the three variables are read from, at every call. Default: the process's environment. */
  readonly env?: () => Environment;
  /** Options of the client made from the variables. */
  readonly clientOptions?: ClientOptions;
}

/**
 * The state manager named by `OPSVIEW_STATE_MANAGER_HOST`, `_PORT` and `_NAMESPACE`, with one shared client made at first
 * use. Arguments, results and errors are those of `StateManagerClient`.
 */
export class StateManagerHelper {
  readonly #shared: SharedClient<StateManagerClient>;

  constructor(options: StateManagerHelperOptions = {}) {
    this.#shared = new SharedClient({
      prefix: "OPSVIEW_STATE_MANAGER_",
      env: options.env,
      create: ({ host, port, namespace }) =>
        new StateManagerClient(host, port, namespace, options.clientOptions),
      hostMissing: () => new StateManagerStoreError("State manager host is required"),
    });
  }

  async storeData(key: string, data: string, ttl: number, timestamp?: number): Promise<void> {
    await this.#shared.get().storeData(key, data, ttl, timestamp);
  }

  async fetchData(key: string): Promise<string | null> {
    return this.#shared.get().fetchData(key);
  }

  /** Ends the shared clients. A later call makes a new one. */
  close(): void {
    this.#shared.close();
  }

  /** The documentation's spelling of `storeData`. */
  store_data(key: string, data: string, ttl: number, timestamp?: number): Promise<void> {
    return this.storeData(key, data, ttl, timestamp);
  }

  /** The documentation's spelling of `fetchData`. */
  fetch_data(key: string): Promise<string | null> {
    return this.fetchData(key);
  }
}

/** The helper over the process's own environment, under the name the original library uses. */
export const StateManagerUtils = new StateManagerHelper();
