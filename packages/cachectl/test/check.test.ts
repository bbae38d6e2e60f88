import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { dispatch } from "../src/index.js";
import { startCacheStub, type CacheStub } from "./cache-stub.js";
import { aShell } from "./test-shell.js";

let stub: CacheStub;

beforeEach(async () => {
  stub = await startCacheStub();
});

afterEach(() => stub.close());

const status = {
  cache_percent: 42.5,
  waiters: 3,
  locks: 2,
  hits: 90,
  misses: 10,
  evictions: 0,
  peers: [{ ref: "a", deactivated: 0 }],
};

async function check(json: unknown, ...args: string[]) {
  stub.answers.set("/status", { status: 200, json });
  const shell = aShell();
  const address = ["--host", stub.host, "--port", String(stub.port)];
  const code = await dispatch(["check", ...address, ...args], shell);
  return { code, line: shell.outText(), errors: shell.errText() };
}

describe("check", () => {
  test("prints one line with performance data", async () => {
    const { code, line, errors } = await check(status);
    expect(line.replaceAll(/\d\.\d{3}s/g, "0.001s")).toBe(
      "CACHE OK - 42.5% full, 3 waiters, 2 locks, 0 peers down, 90.0% hits, answered in 0.001s" +
        " | cache_percent=42.5%;85;95 waiters=3;1000;5000 locks=2 peers_down=0;0; hit_percent=90.0%" +
        " time=0.001s;1;5 hits=90c misses=10c evictions=0c\n",
    );
    expect([code, errors]).toEqual([0, ""]);
  });

  test.each([
    [["-w", "40"], 1],
    [["-w", "40", "-c", "42"], 2],
    [["--warning-waiters", "2"], 1],
    [["--critical-waiters", "@1:5"], 2],
    [["--critical-locks", "1"], 2],
    [["--warning-hit-percent", "95:"], 1],
    [["-w", "", "-c", ""], 0],
  ])("%j is exit code %d", async (args, expected) => {
    expect((await check(status, ...args)).code).toBe(expected);
  });

  test("a peer that is down is a warning", async () => {
    const peers = [{ ref: "a", deactivated: 1 }];
    expect((await check({ ...status, peers })).code).toBe(1);
  });

  test("what a server does not report is left out, unless a threshold asks for it", async () => {
    const old = { cache_percent: 1, peers: [] };
    expect((await check(old)).line).toMatch(/^CACHE OK - 1.0% full, 0 peers down, answered/);
    const asked = await check(old, "--warning-waiters", "5");
    expect(asked.code).toBe(3);
    expect(asked.line).toBe("CACHE UNKNOWN - check: this server does not report waiters\n");
  });

  test("--json has the same verdict", async () => {
    const { code, line } = await check(status, "--json", "-c", "10");
    expect(code).toBe(2);
    expect(JSON.parse(line)).toMatchObject({
      state: "CRITICAL",
      code: 2,
      metrics: expect.arrayContaining([
        { name: "cache_percent", value: 42.5, unit: "%", state: 2 },
      ]) as unknown,
    });
  });

  test("a server that is not there is CRITICAL, in one line without performance data", async () => {
    await stub.close();
    const { code, line } = await check(status);
    expect(code).toBe(2);
    expect(line).toMatch(/^CACHE CRITICAL - [^|\n]+\n$/);
    stub = await startCacheStub();
  });

  test("a server that does not answer in time is UNKNOWN", async () => {
    stub.answers.set("/status", "silence");
    const shell = aShell();
    const address = ["--host", stub.host, "--port", String(stub.port)];
    expect(await dispatch(["check", ...address, "-t", "0.2"], shell)).toBe(3);
    expect(shell.outText()).toMatch(/^CACHE UNKNOWN - [^|\n]+\n$/);
  });

  test.each([[["--porst", "1"]], [["-w", "abc"]], [["-t", "0"]], [["extra"]]])(
    "%j is UNKNOWN, said on stdout where a scheduler looks",
    async (args) => {
      const { code, line } = await check(status, ...args);
      expect(code).toBe(3);
      expect(line).toMatch(/^CACHE UNKNOWN - [^\n]+\n$/);
    },
  );

  test("a mistyped option names the one that was probably meant", async () => {
    expect((await check(status, "--warning-waiter", "1")).line).toContain("--warning-waiters?");
  });
});
