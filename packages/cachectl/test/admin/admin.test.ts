import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { dispatch } from "../../src/index.js";
import { startCacheStub, type CacheStub } from "../cache-stub.js";
import { aShell } from "../test-shell.js";

let stub: CacheStub;

beforeEach(async () => {
  stub = await startCacheStub();
});

afterEach(() => stub.close());

const call = (shell: ReturnType<typeof aShell>, command: string, ...args: string[]) =>
  dispatch([command, "--host", stub.host, "--port", String(stub.port), ...args], shell);

const status = {
  ref: "11111111-2222-3333-4444-555555555555",
  uptime: 93_784,
  cache_items: 12,
  peers: [
    { ref: "a", deactivated: 0 },
    { ref: "b", deactivated: 1 },
  ],
  available_peer_refs: ["a"],
  cache_size: 13_002_342,
  cache_percent: 1.2,
  max_item_size: 512,
  locks: 1,
  waiters: 4,
  hits: 75,
  misses: 25,
  version: "0.1.0",
};

const row = (key: string) => ({
  namespace: "PLU***#1a2b3c",
  key,
  bytes: 2048,
  ttl: 287.5,
  age: 12.5,
  stale: false,
});

describe("status", () => {
  test("shows a table for people", async () => {
    stub.answers.set("/status", { status: 200, json: status });
    const shell = aShell();
    expect(await call(shell, "status")).toBe(0);
    expect(shell.outText()).toBe(
      [
        "WHAT          VALUE",
        "version       0.1.0",
        "ref           11111111-2222-3333-4444-555555555555",
        "uptime        1d 2h",
        "items         12",
        "size          12.4 MB",
        "full          1.2 %",
        "largest item  512 B",
        "hits          75",
        "misses        25",
        "hit ratio     75.0 %",
        "locks held    1",
        "waiters       4",
        "peers         2, 1 down",
        "",
      ].join("\n"),
    );
  });

  test("--json passes the server's reply on", async () => {
    stub.answers.set("/status", { status: 200, json: status });
    const shell = aShell();
    await call(shell, "status", "--json");
    expect(JSON.parse(shell.outText())).toEqual(status);
  });

  test.each([
    [200, ["not", "an", "object"]],
    [503, { error: { code: "unavailable", message: "stopping" } }],
  ])("an answer of %d %j is exit code 1 and one line", async (code, json) => {
    stub.answers.set("/status", { status: code, json });
    const shell = aShell();
    expect(await call(shell, "status")).toBe(1);
    expect(shell.errText()).toMatch(/^cachectl: .+\n$/);
  });
});

describe("colour", () => {
  const BOLD = "\u001b[1m";
  const shown = async (isTty: boolean, env: Record<string, string>) => {
    stub.answers.set("/status", { status: 200, json: status });
    const shell = aShell({ isTty, env });
    await call(shell, "status");
    return shell.outText();
  };

  test("is for terminals", async () => {
    expect(await shown(true, {})).toContain(BOLD);
    expect(await shown(false, {})).not.toContain(BOLD);
  });

  test("is switched off by NO_COLOR and on by FORCE_COLOR", async () => {
    expect(await shown(true, { NO_COLOR: "1" })).not.toContain("\u001b");
    expect(await shown(false, { FORCE_COLOR: "1" })).toContain(BOLD);
    expect(await shown(false, { FORCE_COLOR: "1", NO_COLOR: "1" })).not.toContain("\u001b");
  });
});

describe("keys", () => {
  test("shows a table, with control characters of a key written out", async () => {
    const json = { keys: [row("a"), { ...row("b\u001b[2J"), stale: true }], cursor: null };
    stub.answers.set("/list_keys", { status: 200, json });
    const shell = aShell();
    expect(await call(shell, "keys")).toBe(0);
    expect(shell.outText()).toBe(
      [
        "NAMESPACE      KEY           SIZE  AGE    TTL",
        "PLU***#1a2b3c  a           2.0 KB  12s  4m 47s",
        "PLU***#1a2b3c  b\\u001b[2J  2.0 KB  12s   stale",
        "",
      ]
        .join("\n")
        .replace("AGE    TTL", "AGE     TTL"),
    );
  });

  test("reads page after page, up to --limit, and says that there is more", async () => {
    stub.answerWith("/list_keys", ({ cursor }) => ({
      keys: [row(`k${Number(cursor ?? 0)}`), row(`l${Number(cursor ?? 0)}`)],
      cursor: String(Number(cursor ?? 0) + 1),
    }));
    const shell = aShell();
    await call(shell, "keys", "--json", "--match", "k", "--limit", "3", "--namespace", "n");
    const found = JSON.parse(shell.outText()) as { keys: { key: string }[]; truncated: boolean };
    expect(found.keys.map(({ key }) => key)).toEqual(["k0", "k1", "k2"]);
    expect(found.truncated).toBe(true);
    expect(stub.calls[0]?.body).toEqual({ namespace: "n", cursor: null, limit: 4 });
  });

  test("a server that repeats its cursor does not keep it for ever", async () => {
    stub.answers.set("/list_keys", { status: 200, json: { keys: [row("a")], cursor: "7" } });
    const shell = aShell();
    expect(await call(shell, "keys", "--json")).toBe(0);
    expect(stub.calls).toHaveLength(2);
  });
});

describe("top", () => {
  const locks = {
    locks: [{ namespace: "PLU***#1", key: "slow", held_for: 3.2, lease_left: 26.8, waiters: 4 }],
  };

  test("one look without a terminal: totals and the locks", async () => {
    stub.answers.set("/status", { status: 200, json: status });
    stub.answers.set("/list_locks", { status: 200, json: locks });
    const shell = aShell();
    expect(await call(shell, "top")).toBe(0);
    expect(shell.outText()).toContain("items 12, 12.4 MB, 1.2 % full, peers 2, 1 down");
    expect(shell.outText()).toContain("hits -, misses -, hit ratio -");
    expect(shell.outText()).toMatch(/^ +4 +3.2s +26s +PLU\*\*\*#1 +slow$/m);
  });

  test("--json prints one line a look, with rates from the second on", async () => {
    let hits = 0;
    stub.answerWith("/status", () => ({ ...status, hits: (hits += 100) }));
    stub.answers.set("/list_locks", { status: 200, json: locks });
    const shell = aShell();
    await call(shell, "top", "--json", "--count", "2", "--interval", "100ms");
    const [first, second] = shell
      .outText()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { rates: Record<string, number>; locks: unknown });
    expect(first?.rates).toEqual({});
    expect(second?.rates["hits"]).toBeGreaterThan(0);
    expect(second?.rates["misses"]).toBe(0);
    expect(second?.locks).toEqual(locks.locks);
  });

  test("a signal ends it, and the terminal is given back", async () => {
    stub.answers.set("/status", { status: 200, json: status });
    stub.answers.set("/list_locks", { status: 200, json: locks });
    const shell = aShell({ isTty: true, env: { NO_COLOR: "1" } });
    const finished = call(shell, "top", "--interval", "1h");
    await shell.written("slow");
    shell.sendSignal("SIGINT");
    expect(await finished).toBe(0);
    expect(shell.outText().startsWith("\u001b[?1049h")).toBe(true);
    expect(shell.outText().endsWith("\u001b[?1049l")).toBe(true);
  });

  test("a failure is exit code 1 at the first look, and shown at a later one", async () => {
    stub.answers.set("/status", { status: 503, json: {} });
    expect(await call(aShell({ isTty: true }), "top")).toBe(1);
    let looks = 0;
    stub.answerWith("/status", () => (looks++ === 0 ? status : []));
    stub.answers.set("/list_locks", { status: 200, json: locks });
    const shell = aShell({ isTty: true });
    const args = ["--interval", "100ms", "--count", "2"];
    expect(await call(shell, "top", ...args)).toBe(0);
    expect(shell.outText()).toContain("not a JSON object");
  });
});
