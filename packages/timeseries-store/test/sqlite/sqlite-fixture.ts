import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@signalbox/clock";
import { openSqliteStore, type SqliteStoreOptions, type TimeseriesStore } from "../../src/index.js";
import type { OpenedStore } from "../contract/opened-store.js";

export interface OpenedSqlite extends OpenedStore {
  readonly file: string;
  /** The store that is open now. */
  readonly current: TimeseriesStore;
}

/** A store in a folder of its own, which is removed with it. */
export async function aSqliteStore(
  options: Partial<SqliteStoreOptions> = {},
): Promise<OpenedSqlite> {
  const folder = await mkdtemp(join(tmpdir(), "signalbox-store-"));
  const file = join(folder, "store.db");
  const open = () =>
    openSqliteStore({ file, clock: systemClock, durability: "normal", ...options });
  let current = await open();
  return {
    file,
    store: current,
    get current() {
      return current;
    },
    reopen: async () => {
      await current.close();
      return (current = await open());
    },
    dispose: async () => {
      await current.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
