import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { FakeClock } from "@signalbox/clock/testing";
import { WrittenStore } from "./ingest/written-store.js";
import { SITE_TS, aSite } from "./read/a-site.js";
import { aDatastore, COLLECTOR } from "./support/a-datastore.js";
import { closeAfterEach } from "./support/clean-up.js";

closeAfterEach();

const HOUR_MS = 3_600_000;

test("what nobody renews is removed when its time is over", async () => {
  const written = new WrittenStore();
  aSite(written.memory);
  const clock = new FakeClock({ wallMs: Date.now() });
  const ageMs = clock.wallMs() - SITE_TS / 1000;
  const sets = [`retention.info=${Math.ceil(ageMs / HOUR_MS) + 1}h`, "retention.points=0"];
  const { ask, ca } = await aDatastore({ memory: written, clock, sets });
  const identity = await ca.client(COLLECTOR);
  const isThere = async (): Promise<boolean> => {
    const reply = await ask("/info/node/pc1", identity);
    return !reply.text().includes("error_message");
  };
  expect(await isThere()).toBe(true);
  clock.stepWallClock(2 * HOUR_MS);
  clock.advance(30_000);
  // The certificate has not ended; the removal takes as many turns as the store does.
  await new Promise((resolve) => setImmediate(resolve));
  expect(await isThere()).toBe(false);
});

test("a datastore that cannot have its address gives back what it opened", async () => {
  const first = await aDatastore();
  const { port } = new URL(first.datastore.url);
  await expect(aDatastore({ sets: [`port=${port}`] })).rejects.toMatchObject({
    code: "unavailable",
  });
});

test("a list that cannot be read keeps a datastore from starting", async () => {
  await expect(aDatastore({ whitelist: "nonsense" })).rejects.toBeInstanceOf(AppError);
});

test("a reload names the settings that need a restart", async () => {
  const { datastore, config } = await aDatastore();
  const next = { ...config, strict: true, store: { ...config.store, pool_size: 3 } };
  expect(await datastore.reload(next)).toEqual(["store.pool_size", "strict"]);
  const live = { ...config, log: { ...config.log, level: "debug" as const } };
  expect(await datastore.reload(live)).toEqual([]);
});
