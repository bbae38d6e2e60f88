import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { sealNamespace } from "@signalbox/cache-core";
import { FakeClock } from "@signalbox/clock/testing";
import { aManager, closeAfterEach, configOf, type TestManager } from "./support/a-manager.js";
import { post } from "./support/raw-client.js";

closeAfterEach();

const OLD = Buffer.alloc(16, 1);
const NEW = Buffer.alloc(32, 2);
const clock = new FakeClock();

const keys = (...list: Buffer[]): string[] =>
  list.map((key, i) => `http_server.encryption.keys.${i}=${key.toString("base64")}`);

/** A token made `ageMs` ago. */
function tokenOf(key: Buffer, ageMs = 0): string {
  const wallMs = clock.wallMs() - ageMs;
  return sealNamespace({ version: "v2", name: "PLUGIN#x", key, wallMs, random: randomBytes });
}

async function statusOf({ connect }: TestManager, namespace: string): Promise<number> {
  return (await (await connect()).ask(post("/get_data", { namespace, key: "k" }))).status;
}

test("namespace keys are rotated without a restart: new beside old, then new alone", async () => {
  const manager = await aManager({ clock, sets: keys(OLD) });
  expect(await statusOf(manager, tokenOf(OLD))).toBe(200);
  expect(await statusOf(manager, tokenOf(NEW))).toBe(403);
  expect(await manager.manager.reload(await configOf(keys(NEW, OLD)))).toEqual([]);
  expect(await statusOf(manager, tokenOf(OLD))).toBe(200);
  expect(await statusOf(manager, tokenOf(NEW))).toBe(200);
  const before = tokenOf(OLD);
  expect(await statusOf(manager, before)).toBe(200);
  await manager.manager.reload(await configOf(keys(NEW)));
  expect(await statusOf(manager, before)).toBe(403);
  expect(await statusOf(manager, tokenOf(NEW))).toBe(200);
});

test("entries and locks survive a reload", async () => {
  const manager = await aManager({ clock, sets: keys(OLD) });
  const client = await manager.connect();
  const target = { namespace: tokenOf(OLD), max_wait_time: 30 };
  await client.ask(post("/set_data", { ...target, key: "value", data: "v" }));
  await client.ask(post("/get_data", { ...target, key: "locked" }));
  await manager.manager.reload(await configOf(keys(OLD)));
  const read = await client.ask(post("/get_data", { ...target, key: "value" }));
  expect(read.body).toMatch('{"data":"v","lock":false');
  const release = await client.ask(post("/release_lock", { ...target, key: "locked" }));
  expect(release.body).toBe('{"released":true}');
});

test("the margin of tokens is taken over", async () => {
  const manager = await aManager({ clock, sets: keys(OLD) });
  const namespace = tokenOf(OLD, 200_000);
  expect(await statusOf(manager, namespace)).toBe(200);
  await manager.manager.reload(await configOf([...keys(OLD), "timestamp_error_margin=100s"]));
  expect(await statusOf(manager, namespace)).toBe(403);
  expect(await statusOf(manager, tokenOf(OLD, 100_000))).toBe(200);
});

describe("settings that need a restart are named", () => {
  test.each([
    [["max_cache_size=2GB"], ["max_cache_size"]],
    [["http_server.host=localhost"], ["http_server"]],
    [
      ["https_server.client_key=other.pem", "limits.max_headers=50"],
      ["https_server", "limits"],
    ],
    [["log.format=json"], ["log"]],
    [["log.syslog.host=localhost"], ["log"]],
    [["log.level=debug", "timestamp_error_margin=1s", "max_remembered_tokens=5"], []],
    [keys(NEW), []],
    [[], []],
  ])("%j: %j", async (sets, names) => {
    const { manager } = await aManager({ clock, sets: keys(OLD) });
    const changed = await configOf([...keys(OLD), ...sets]);
    expect((await manager.reload(changed)).sort()).toEqual(names);
  });

  test("at every reload until the restart, and no more once they are set back", async () => {
    const { manager, config } = await aManager({ clock });
    const changed = await configOf(["max_ttl=1h"]);
    expect(await manager.reload(changed)).toEqual(["max_ttl"]);
    expect(await manager.reload(changed)).toEqual(["max_ttl"]);
    expect(await manager.reload(config)).toEqual([]);
  });
});
