import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { sealNamespace } from "@signalbox/cache-core";
import { FakeClock } from "@signalbox/clock/testing";
import { maskNamespace } from "../src/mask-namespace.js";
import { aManager, closeAfterEach, type TestManager } from "./support/a-manager.js";
import { post, type RawClient } from "./support/raw-client.js";

closeAfterEach();

const KEY = Buffer.alloc(16, 7);

interface Keys {
  readonly keys: { namespace: string; key: string }[];
  readonly cursor: string | null;
}

interface Fixture extends TestManager {
  readonly clock: FakeClock;
  readonly client: RawClient;
  /** Calls with the namespace as it is to be sent. */
  readonly call: (path: string, fields: object) => Promise<unknown>;
}

async function aFixture(sets: string[] = []): Promise<Fixture> {
  const clock = new FakeClock();
  const manager = await aManager({ clock, sets });
  const client = await manager.connect();
  const call = async (path: string, fields: object): Promise<unknown> => {
    const parsed: unknown = JSON.parse((await client.ask(post(path, fields))).body);
    return parsed;
  };
  return { ...manager, clock, client, call };
}

const encrypted = (): Promise<Fixture> =>
  aFixture([`http_server.encryption.keys.0=${KEY.toString("base64")}`]);

/** A token for `name`, made now. */
const tokenOf = ({ clock }: Fixture, name: string): string =>
  sealNamespace({ version: "v2", name, key: KEY, wallMs: clock.wallMs(), random: randomBytes });

describe("/list_keys", () => {
  test("tells of each entry its size and times, its namespace masked, its data not at all", async () => {
    const { call, clock, client } = await aFixture();
    await call("/set_data", { namespace: "PLUGIN#x", key: "k", data: "v", ttl: 10, stale_ttl: 60 });
    clock.advance(2_500);
    const fresh = {
      namespace: expect.stringMatching(/^PLUGIN#\*\*\*#[0-9a-f]{6}$/) as unknown,
      key: "k",
      bytes: expect.any(Number) as unknown,
      ttl: 7.5,
      age: 2.5,
      stale: false,
    };
    const list = post("/list_keys", { namespace: "anything" });
    expect(await call("/list_keys", { namespace: "" })).toEqual({ keys: [fresh], cursor: null });
    clock.advance(10_000);
    const { body } = await client.ask(list);
    expect(JSON.parse(body)).toEqual({
      keys: [{ ...fresh, ttl: -2.5, age: 12.5, stale: true }],
      cursor: null,
    });
    expect(body).not.toMatch("PLUGIN#x");
    clock.advance(58_000);
    expect(await call("/list_keys", { namespace: "" })).toEqual({ keys: [], cursor: null });
  });

  test("comes in pages; the cursor of one leads to the next", async () => {
    const { call } = await aFixture();
    for (let i = 0; i < 25; i++) await call("/set_data", { namespace: "n", key: `${i}`, data: "" });
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | null = "0"; cursor !== null;) {
      const page = (await call("/list_keys", { namespace: "n", limit: 10, cursor })) as Keys;
      seen.push(...page.keys.map(({ key }) => key));
      sizes.push(page.keys.length);
      cursor = page.cursor;
    }
    expect(sizes).toEqual([10, 10, 5]);
    expect(seen).toEqual([...Array(25).keys()].map(String));
    expect(await call("/list_keys", { namespace: "n", cursor: "999999" })).toEqual({
      keys: [],
      cursor: null,
    });
  });

  test.each([
    [{ limit: 0 }, "field limit is 0, expected 1 to 1000"],
    [{ limit: 1001 }, "field limit is 1001, expected 1 to 1000"],
    [{ limit: 1.5 }, "field limit is 1.5, expected 1 to 1000"],
    [{ limit: "10" }, "field limit is a string, expected a number"],
    [{ cursor: "-1" }, "field cursor is not one that a reply gave"],
    [{ cursor: "1e3" }, "field cursor is not one that a reply gave"],
    [{ cursor: 5 }, "field cursor is 5, expected a string"],
  ])("%j is refused: %s", async (fields, error) => {
    const { call } = await aFixture();
    expect(await call("/list_keys", { namespace: "n", ...fields })).toEqual({
      error,
      code: "invalid_argument",
    });
  });
});

describe("/list_locks", () => {
  test("those with the most waiters first, with their times", async () => {
    const { call, clock, connect, waiting } = await aFixture();
    const ask = (key: string, seconds: number): Buffer =>
      post("/get_data", { namespace: "PLUGIN#x", key, max_wait_time: seconds });
    for (const key of ["idle", "busy"]) await (await connect()).ask(ask(key, 30));
    clock.advance(1_500);
    for (let i = 0; i < 2; i++) (await connect()).send(ask("busy", 60));
    await waiting(2);
    const namespace = maskNamespace("PLUGIN#x");
    const times = { namespace, held_for: 1.5, lease_left: 28.5 };
    const [busy, idle] = [
      { ...times, key: "busy", waiters: 2 },
      { ...times, key: "idle", waiters: 0 },
    ];
    expect(await call("/list_locks", { namespace: "" })).toEqual({ locks: [busy, idle] });
    expect(await call("/list_locks", { namespace: "", limit: 1 })).toEqual({ locks: [busy] });
  });
});

describe("who sees what", () => {
  /** Two plugins with an entry and a lock each. */
  async function twoPlugins(): Promise<Fixture> {
    const fixture = await encrypted();
    for (const name of ["PLUGIN#one", "PLUGIN#two"]) {
      const namespace = tokenOf(fixture, name);
      await fixture.call("/set_data", { namespace, key: `value of ${name}`, data: "v" });
      await fixture.call("/get_data", { namespace, key: `lock of ${name}`, max_wait_time: 30 });
    }
    return fixture;
  }

  async function shownTo(fixture: Fixture, namespace: string): Promise<string[]> {
    const { keys } = (await fixture.call("/list_keys", { namespace })) as Keys;
    const { locks } = (await fixture.call("/list_locks", { namespace })) as { locks: Keys["keys"] };
    return [...keys, ...locks].map(({ key }) => key);
  }

  test("a plugin sees its own", async () => {
    const fixture = await twoPlugins();
    expect(await shownTo(fixture, tokenOf(fixture, "PLUGIN#one"))).toEqual([
      "value of PLUGIN#one",
      "lock of PLUGIN#one",
    ]);
    expect(await shownTo(fixture, tokenOf(fixture, "PLUGIN#three"))).toEqual([]);
  });

  test("a token named ADMIN#... sees all", async () => {
    const fixture = await twoPlugins();
    expect(await shownTo(fixture, tokenOf(fixture, "ADMIN#console"))).toHaveLength(4);
    expect(await shownTo(fixture, tokenOf(fixture, "XADMIN#console"))).toEqual([]);
    expect(await shownTo(fixture, tokenOf(fixture, "admin#console"))).toEqual([]);
  });

  test.each(["", "ADMIN#console", "PLUGIN#one"])(
    "without a token nobody: %p",
    async (namespace) => {
      const fixture = await twoPlugins();
      for (const path of ["/list_keys", "/list_locks"]) {
        expect(await fixture.call(path, { namespace })).toEqual({
          error: "namespace token is not valid",
          code: "permission_denied",
        });
      }
    },
  );

  test("an old token sees nothing", async () => {
    const fixture = await twoPlugins();
    const namespace = tokenOf(fixture, "ADMIN#console");
    fixture.clock.stepWallClock(301_000);
    expect(await fixture.call("/list_keys", { namespace })).toMatchObject({
      code: "permission_denied",
    });
  });

  test("with plain namespaces everybody sees everything, masked", async () => {
    const { call } = await aFixture();
    await call("/set_data", { namespace: "one", key: "k", data: "v" });
    expect(await call("/list_keys", { namespace: "two" })).toMatchObject({ keys: [{ key: "k" }] });
  });
});
