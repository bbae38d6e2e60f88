import type { TimeseriesStore } from "../../src/index.js";
import type { OpenedStore } from "../contract/opened-store.js";
import { aSqliteStore } from "./sqlite-fixture.js";

/**
 * Stores for many short tests: opening one takes most of such a test's time, so a store that is still open after a test is emptied and
 * given to the next.
 */
export class ReusedStores {
  readonly #idle: OpenedStore[] = [];

  async open(): Promise<OpenedStore> {
    const opened = this.#idle.pop() ?? (await aSqliteStore());
    return {
      store: opened.store,
      reopen: () => opened.reopen(),
      dispose: async () => {
        if (await isEmptied(opened.store)) this.#idle.push(opened);
        else await opened.dispose();
      },
    };
  }

  async dispose(): Promise<void> {
    for (const opened of this.#idle.splice(0)) await opened.dispose();
  }
}

/** False also for a store that is closed. */
async function isEmptied(store: TimeseriesStore): Promise<boolean> {
  try {
    await empty(store);
    const { points, infoObjects } = await store.stats();
    return points + infoObjects === 0;
  } catch {
    return false;
  }
}

async function empty({ series, info, values }: TimeseriesStore): Promise<void> {
  await series.removeBefore({ beforeUs: Number.MAX_SAFE_INTEGER, limit: 1_000_000 });
  const { objects } = await info.list({ withGone: true, limit: 10_000 });
  await info.remove(objects);
  for (const space of await values.spaces()) {
    const pairs = await values.entries(space);
    await values.put(
      space,
      pairs.map(([key]) => [key, undefined] as const),
    );
  }
}
