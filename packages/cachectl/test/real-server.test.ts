import { afterEach, describe, expect, test } from "@jest/globals";
import { cacheManagerSchema, startCacheManager } from "@signalbox/cache-manager";
import { systemClock, type Clock } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import { loadConfig } from "@signalbox/config";
import { MemoryLogger } from "@signalbox/telemetry/testing";
import { dispatch } from "../src/index.js";
import { aShell } from "./test-shell.js";

const KEY = "AAECAwQFBgcICQoLDA0ODw==";

const cleanUps: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** A real cache manager, and the tool pointed at it. */
async function aServer(sets: readonly string[] = [], clock: Clock = systemClock) {
  const { value: config } = await loadConfig({
    schema: cacheManagerSchema,
    service: "cache-manager",
    sets: ["http_server.port=0", ...sets],
  });
  const server = await startCacheManager({ config, clock, log: new MemoryLogger() });
  cleanUps.push(() => server.close());
  const { hostname, port } = new URL(server.url);
  const call = async (argv: readonly string[], env: Record<string, string> = {}) => {
    const shell = aShell({
      env: {
        OPSVIEW_CACHE_MANAGER_HOST: hostname,
        OPSVIEW_CACHE_MANAGER_PORT: port,
        ...env,
      },
    });
    const code = await dispatch(argv, shell);
    return { code, out: shell.outText(), err: shell.errText() };
  };
  return { call };
}

const sh = (script: string) => ["--", "/bin/sh", "-c", script];
/** Prints something else each time it really runs. */
const NEW_EACH_TIME = "printf '%s\\n' \"$$\"";

describe("against the cache manager", () => {
  test("20 runs at once are one run", async () => {
    const { call } = await aServer();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => call(["run", ...sh(`${NEW_EACH_TIME}; exit 1`)])),
    );
    expect(new Set(all.map(({ out }) => out)).size).toBe(1);
    expect(all.every(({ code, err }) => code === 1 && err === "")).toBe(true);
  });

  test("output over max_item_size is shown with one warning, and the next one runs it again", async () => {
    const { call } = await aServer(["max_item_size=1KB"]);
    const large = ["run", ...sh(`head -c 5000 /dev/zero | tr '\\0' x`)];
    for (const { code, out, err } of [await call(large), await call(large)]) {
      expect([code, out.length]).toEqual([0, 5000]);
      expect(err).toMatch(/^cachectl: [^\n]*413[^\n]*\n$/);
    }
  });

  test("a failed refresh shows the old result and leaves it in the cache", async () => {
    const clock = new FakeClock();
    const { call } = await aServer([], clock);
    const good = await call([
      "run",
      "--key",
      "k",
      "--ttl",
      "1",
      "--stale",
      "1h",
      ...sh(NEW_EACH_TIME),
    ]);
    clock.advance(2_000);
    const bad = await call([
      "run",
      "--key",
      "k",
      "--ttl",
      "1h",
      "--stale",
      "1h",
      ...sh("echo bad; exit 3"),
    ]);
    expect(bad).toMatchObject({ code: 0, out: good.out });
    expect(bad.err).toMatch(/^cachectl: refresh failed \(exit code 3\)/);
    // Nobody tries again until --fail-ttl has passed: this command does not run.
    const third = await call(["run", "--key", "k", "--stale", "1h", ...sh("echo third")]);
    expect(third).toEqual({ code: 0, out: good.out, err: "" });
  });

  test("a run that was interrupted leaves the lock to the next", async () => {
    const { call } = await aServer();
    const killed = await call(["run", "--key", "k", "--timeout", "1", ...sh("sleep 60")]);
    expect(killed.code).toBe(3);
    expect(await call(["run", "--key", "k", ...sh("echo next")])).toMatchObject({ out: "next\n" });
  });

  test("set, get, keys, status, top, check and del see the same cache", async () => {
    const { call } = await aServer();
    expect((await call(["set", "k", "v", "--ttl", "60"])).code).toBe(0);
    expect((await call(["get", "k"])).out).toBe("v\n");
    const keys = JSON.parse((await call(["keys", "--json"])).out) as { keys: object[] };
    expect(keys).toMatchObject({ keys: [{ key: "k", stale: false }], truncated: false });
    expect((await call(["keys"])).out).toMatch(/^NAMESPACE +KEY +SIZE +AGE +TTL\n/);
    const status: unknown = JSON.parse((await call(["status", "--json"])).out);
    expect(status).toMatchObject({ cache_items: 1, locks: 0, waiters: 0 });
    expect((await call(["top"])).out).toContain("items 1,");
    const check = await call(["check"]);
    expect(check.out).toMatch(/^CACHE OK - 0.0% full, 0 waiters, 0 locks, 0 peers down,/);
    expect(check.code).toBe(0);
    await call(["del", "k"]);
    expect((await call(["get", "k"])).code).toBe(1);
  });

  test("a minted token opens an encrypted cache manager, a plain name does not", async () => {
    const { call } = await aServer([
      `http_server.encryption.keys=["${KEY}"]`,
      `https_server.encryption.keys=["${KEY}"]`,
    ]);
    for (const form of [[], ["--v2"]]) {
      const argv = ["env", "--plugin", "check_demo", "--json", ...form];
      const minted = await call(argv, { SIGNALBOX_CACHE_MANAGER_KEYS: KEY });
      const variables = JSON.parse(minted.out) as Record<string, string>;
      expect((await call(["set", "k", "v"], variables)).code).toBe(0);
      expect((await call(["get", "k"], variables)).out).toBe("v\n");
      const listed = (await call(["keys", "--json"], variables)).out;
      expect(listed).toContain('"key":"k"');
      expect(listed).not.toContain(variables["OPSVIEW_CACHE_MANAGER_NAMESPACE"]);
    }
    const admin = await call(["env", "--admin", "--json"], { SIGNALBOX_CACHE_MANAGER_KEYS: KEY });
    const seen = await call(["keys", "--json"], JSON.parse(admin.out) as Record<string, string>);
    expect(JSON.parse(seen.out)).toMatchObject({ keys: [{ key: "k" }] });
    const refused = await call(["get", "k"]);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("403");
    const direct = await call(["run", ...sh("echo fine")]);
    expect(direct).toMatchObject({ code: 0, out: "fine\n" });
  });
});
