import { writeFile } from "node:fs/promises";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { aDatastore, COLLECTOR, readConfig, writeIdentity } from "../support/a-datastore.js";
import { TestCa } from "../support/certificates.js";
import { closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

const OTHER = "urn:publicid:IDN+ch.example.net+tool+collector-other";
const PATH = "/info/node/n1";
const MINUTE_MS = 60_000;

describe("a connection that stays open", () => {
  test("is refused from the moment its certificate ends", async () => {
    const clock = new FakeClock({ wallMs: Date.now() });
    const store = await aDatastore({ clock });
    const notAfter = new Date(clock.wallMs() + MINUTE_MS);
    const agent = store.keepAlive(await store.ca.client(COLLECTOR, { notAfter }));
    expect((await store.ask(PATH, undefined, { agent })).status).toBe(200);
    // Certificates end on a whole second.
    clock.stepWallClock(MINUTE_MS - 2_000);
    expect((await store.ask(PATH, undefined, { agent })).status).toBe(200);
    clock.stepWallClock(2_001);
    expect((await store.ask(PATH, undefined, { agent })).status).toBe(403);
    expect(store.log.names.filter((name) => name === "access_refused")).toHaveLength(1);
    clock.advance(1_000);
    await expect(store.ask(PATH, undefined, { agent })).rejects.toThrow();
  });

  test("is refused once its URN is off the list, and served once it is back", async () => {
    const store = await aDatastore();
    const agent = store.keepAlive(await store.ca.client(COLLECTOR));
    const other = store.keepAlive(await store.ca.client(OTHER));
    const statuses = async (): Promise<number[]> =>
      Promise.all(
        [agent, other].map(
          async (one) => (await store.ask(PATH, undefined, { agent: one })).status,
        ),
      );
    expect(await statuses()).toEqual([200, 403]);
    await writeFile(store.files.whitelist, JSON.stringify([OTHER]));
    await store.datastore.reload();
    expect(await statuses()).toEqual([403, 200]);
    await writeFile(store.files.whitelist, JSON.stringify([OTHER, COLLECTOR]));
    await store.datastore.reload();
    expect(await statuses()).toEqual([200, 200]);
  });

  test("keeps its listing when a new list cannot be used", async () => {
    const store = await aDatastore();
    const agent = store.keepAlive(await store.ca.client(COLLECTOR));
    for (const text of ["", "[]", "{", '["urn:publicid:', "[main]\nwhitelist = ["]) {
      await writeFile(store.files.whitelist, text);
      await expect(store.datastore.reload()).rejects.toMatchObject({ code: "invalid_argument" });
      expect((await store.ask(PATH, undefined, { agent })).status).toBe(200);
    }
    expect(store.log.names.filter((name) => name === "whitelist_refused")).toHaveLength(5);
  });

  test("writers are taken over without a restart", async () => {
    const store = await aDatastore();
    const identity = await store.ca.client(OTHER);
    expect((await store.ask("/", identity)).status).toBe(403);
    const next = await readConfig([
      `tls.server_cert=${store.files.cert}`,
      `tls.server_key=${store.files.key}`,
      `tls.client_ca=${store.files.ca}`,
      `access.whitelist_file=${store.files.whitelist}`,
      "host=127.0.0.1",
      "port=0",
      "limits.drain_timeout=0.05",
      "retention.points=0s",
      `access.writers=["${OTHER}"]`,
    ]);
    expect(await store.datastore.reload(next)).toEqual([]);
    expect((await store.ask("/", identity)).status).toBe(200);
    expect((await store.ask(PATH, identity)).status).toBe(403);
  });
});

test("fifty rotations of certificate and authorities cost a valid client not one request", async () => {
  const store = await aDatastore();
  const identity = await store.ca.client(COLLECTOR);
  const agent = store.keepAlive(identity);
  const others = [await TestCa.create("a"), await TestCa.create("b")];
  const server = await store.ca.issue({ names: [["dns", "localhost"]] });
  let isOver = false;
  const statuses: number[] = [];
  const askOn = async (keepAlive: boolean): Promise<void> => {
    while (!isOver) {
      const asking = keepAlive ? { agent } : {};
      statuses.push((await store.ask(PATH, keepAlive ? undefined : identity, asking)).status);
    }
  };
  const asking = [askOn(true), askOn(false)];
  for (let i = 0; i < 50; i++) {
    const bundle = [store.ca.pem, others[i % 2]?.pem ?? ""];
    await writeIdentity(store.files, server, (i % 3 === 0 ? bundle.reverse() : bundle).join(""));
    await store.datastore.reload();
  }
  isOver = true;
  await Promise.all(asking);
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test("an authority that is no longer trusted takes its clients along", async () => {
  const store = await aDatastore();
  const agent = store.keepAlive(await store.ca.client(COLLECTOR));
  expect((await store.ask(PATH, undefined, { agent })).status).toBe(200);
  const next = await TestCa.create("next");
  await writeIdentity(store.files, await next.issue(), next.pem);
  await store.datastore.reload();
  await expect(store.ask(PATH, undefined, { agent })).rejects.toThrow();
  expect((await store.ask(PATH, await next.client(COLLECTOR))).status).toBe(200);
});
