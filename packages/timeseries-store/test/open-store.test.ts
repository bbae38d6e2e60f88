import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { loadConfig, section } from "@signalbox/config";
import { openStore, storeSection, type StoreSettings } from "../src/index.js";

async function settings(...sets: readonly string[]): Promise<StoreSettings> {
  const schema = section({ store: storeSection("test.db") });
  const { value } = await loadConfig({ schema, service: "test", sets: [...sets] });
  return value.store;
}

test("the settings choose an embedded store by default, in the file they name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "open-store-"));
  const store = await openStore(await settings(`store.file=${folder}/some.db`), systemClock);
  expect((await store.stats()).backend).toBe("sqlite");
  await store.close();
  await rm(folder, { recursive: true });
});

test("the settings choose PostgreSQL, and its URL is looked at", async () => {
  const wanted = await settings("store.backend=postgresql", "store.url=mysql://host/db");
  await expect(openStore(wanted, systemClock)).rejects.toMatchObject({ code: "invalid_argument" });
});
