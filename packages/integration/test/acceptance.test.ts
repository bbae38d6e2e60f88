import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { setTimeout as delay } from "node:timers/promises";
import { CleanUps } from "./support/clean-up.js";
import type { Child } from "./support/child.js";
import { outcomeOf, startPlugin, type PluginOrder } from "./support/plugin.js";
import { startProgram, type Program } from "./support/program.js";
import { WireClient } from "./support/wire-client.mjs";

/** Beyond the time limit of every test here: whoever is served was not served because this had passed. */
const LONG_S = 60;
const START_LIMIT_MS = 60_000;

let program: Program;
const cleanUps = new CleanUps();

beforeAll(async () => {
  program = await startProgram({
    settings: ["max_item_size=1KB", "min_lock_lease=200ms", "cache_purge_time=1h"],
  });
}, START_LIMIT_MS);

afterAll(() => program.kill());

function aClient(networkTimeoutMs = 1000 * LONG_S): WireClient {
  return cleanUps.owns(
    new WireClient({ port: program.port, namespace: "tests", networkTimeoutMs }),
  );
}

function aPlugin(order: Omit<PluginOrder, "port">): Child {
  return cleanUps.owns(startPlugin({ port: program.port, ...order }));
}

/** A plugin process that has the lock of `key` and does not come to an end with it. */
async function aHolder(key: string, order: Partial<PluginOrder> = {}): Promise<Child> {
  const holder = aPlugin({ key, maxWaitTime: LONG_S, fillWhenTold: true, ...order });
  await holder.stdout.startingWith("lock");
  return holder;
}

/** A client that waits for `key`, and its answer to come. The server has it in its queue. */
async function aWaiter(key: string, place = 1) {
  const client = aClient();
  const answer = client.getData(key, LONG_S);
  // Looked at later; a refusal meanwhile is no unhandled one.
  answer.catch(() => undefined);
  await program.traced("waiting", key, place);
  return { client, answer };
}

test("fifty callers of one cold key cost one fetch, and all the others get its data", async () => {
  const clients = Array.from({ length: 50 }, () => aClient());
  let fetches = 0;
  const answers = await Promise.all(
    clients.map(async (client) => {
      const { data, lock } = await client.getData("stampede");
      if (!lock) return data;
      fetches++;
      await delay(500); // what the fetch takes
      await client.setData("stampede", "[1, 2]");
      return "[1, 2]";
    }),
  );

  expect(fetches).toBe(1);
  expect(answers).toEqual(Array.from({ length: 50 }, () => "[1, 2]"));
});

test("when the holder is killed, the waiters get the lock one after the other in order of arrival", async () => {
  const holder = await aHolder("killed");
  const first = await aWaiter("killed", 1);
  const second = await aWaiter("killed", 2);

  await holder.kill();

  expect(await first.answer).toMatchObject({ data: null, lock: true });
  await first.client.setData("killed", '"filled"');
  expect(await second.answer).toMatchObject({ data: '"filled"', lock: false });
});

test("a killed holder that nobody waited for leaves no lock behind", async () => {
  const holder = await aHolder("abandoned");
  await holder.kill();

  expect(await aClient().getData("abandoned", LONG_S)).toMatchObject({ lock: true });
});

test("a holder that hangs loses the lock at the end of its lease, long before the next purge", async () => {
  const holder = await aHolder("hangs", { maxWaitTime: 0.5 });
  const waiter = await aWaiter("hangs");

  expect(await waiter.answer).toMatchObject({ data: null, lock: true });

  // Its connection was open all the time, and still is: a set without a token is taken from anybody.
  holder.tell("fill");
  expect(await holder.stdout.startingWith("set")).toBe('set "ok"');
});

test("a holder that was stopped past its lease cannot overwrite with its old token", async () => {
  const holder = await aHolder("stopped", { maxWaitTime: 0.5, withToken: true });
  const waiter = await aWaiter("stopped");
  holder.signal("SIGSTOP");
  await waiter.answer;
  await waiter.client.setData("stopped", '"newer"');

  holder.tell("fill");
  holder.signal("SIGCONT");

  expect(await holder.stdout.startingWith("set")).toBe('set {"stored":false}');
  expect(await aClient().getData("stopped", 0)).toMatchObject({ data: '"newer"' });
});

test("a client whose time-out equals its wait is answered before it gives up, each time", async () => {
  await aHolder("silent");

  const answers = await Promise.all(
    Array.from({ length: 100 }, () => aClient(3000).getData("silent", 3)),
  );

  expect(answers).toEqual(
    Array.from({ length: 100 }, () => ({ data: null, lock: false, expiry: 0 })),
  );
});

test("a lock that is freed passes over a waiter that has died to the next one alive", async () => {
  const holder = await aHolder("next-alive");
  const dying = aPlugin({ key: "next-alive", maxWaitTime: LONG_S });
  await program.traced("waiting", "next-alive", 1);
  const alive = await aWaiter("next-alive", 2);

  await dying.kill();
  await holder.kill();

  expect(await alive.answer).toMatchObject({ data: null, lock: true });
});

test("an item that is too large is refused, the next waiter may try, and the rest are told at once", async () => {
  const holder = aClient();
  await holder.getData("oversize", LONG_S);
  const first = await aWaiter("oversize", 1);
  const second = await aWaiter("oversize", 2);

  const refused = holder.setData("oversize", "x".repeat(1025));

  await expect(refused).rejects.toThrow(/^413: .*item is 1025 B, limit is 1024 B/);
  expect(await first.answer).toMatchObject({ data: null, lock: true });
  await expect(second.answer).rejects.toMatchObject({ status: 413 });
  await expect(aClient().getData("oversize", LONG_S)).rejects.toMatchObject({ status: 413 });
  await first.client.setData("oversize", "x".repeat(1024));
  expect(await aClient().getData("oversize", LONG_S)).toMatchObject({ lock: false });
});

test("an item beyond what is even read is refused, and its lock passes on", async () => {
  const holder = aClient();
  await holder.getData("far-too-large", LONG_S);
  const waiter = await aWaiter("far-too-large");

  await expect(holder.setData("far-too-large", "x".repeat(300_000))).rejects.toThrow(/^413: /);

  expect(await waiter.answer).toMatchObject({ lock: true });
});

test.each([
  ["a ttl of 0", { ttl: 0 }],
  ["a negative ttl", { ttl: -1 }],
  ["a ttl beyond all sense", { ttl: 1e12 }],
  ["a ttl that is no number", { ttl: "soon" }],
  ["data that is no string", { data: { a: 1 } }],
])("a set with %s is a client error, and its lock passes on", async (what, wrong) => {
  const key = `refused: ${what}`;
  const holder = aClient();
  await holder.getData(key, LONG_S);
  const first = await aWaiter(key, 1);
  const second = await aWaiter(key, 2);

  const fields = { namespace: "tests", key, data: "1", ttl: 300, ...wrong };
  await expect(holder.post("set_data", fields)).rejects.toMatchObject({ status: 400 });

  expect(await first.answer).toMatchObject({ data: null, lock: true });
  await first.client.setData(key, "[]");
  expect(await second.answer).toMatchObject({ data: "[]", lock: false });
});

test("plugins in processes of their own share one fetch", async () => {
  const order = { key: "processes", fillWhenTold: true, maxWaitTime: LONG_S };
  const holder = await aHolder("processes");
  const others = [aPlugin(order), aPlugin(order), aPlugin(order)];
  await program.traced("waiting", "processes", 3);

  holder.tell("fill");

  const outcomes = await Promise.all(others.map(outcomeOf));
  expect(outcomes).toEqual(["value", "value", "value"]);
});
