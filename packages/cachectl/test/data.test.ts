import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { dispatch } from "../src/index.js";
import { startCacheStub, type CacheStub } from "./cache-stub.js";
import { aShell } from "./test-shell.js";

/** SHA-256 of `my_key`, as the helper of the original client sends it. */
const HASHED_MY_KEY = "7d4c144301af71a908e50a263437f2968e5955e980cdeb5f83310b7d85c9c60d";

let stub: CacheStub;

beforeEach(async () => {
  stub = await startCacheStub();
});

afterEach(() => stub.close());

const call = (shell: ReturnType<typeof aShell>, command: string, ...args: string[]) =>
  dispatch([command, "--host", stub.host, "--port", String(stub.port), ...args], shell);

describe("set and get", () => {
  test("what was set is got", async () => {
    const shell = aShell();
    expect(await call(aShell(), "set", "k", '{"z": "é"}', "--ttl", "5m")).toBe(0);
    expect(await call(shell, "get", "k")).toBe(0);
    expect(shell.outText()).toBe('{"z": "é"}\n');
    expect(stub.entries.get("k")?.ttl).toBe(300);
  });

  test("data comes from stdin or a file when it is not an argument, byte for byte", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cachectl-"));
    await writeFile(join(folder, "data"), "from file\n");
    await call(aShell({ stdin: "from stdin\n" }), "set", "a");
    await call(aShell(), "set", "b", "--file", join(folder, "data"));
    const [a, b] = [aShell(), aShell()];
    await call(a, "get", "--no-newline", "a");
    await call(b, "get", "-n", "b");
    expect([a.outText(), b.outText()]).toEqual(["from stdin\n", "from file\n"]);
    await rm(folder, { recursive: true });
  });

  test("bytes that are not UTF-8 are refused before anything is sent", async () => {
    const shell = aShell({ stdin: Buffer.from([0xff]) });
    expect(await call(shell, "set", "k")).toBe(1);
    expect(shell.errText()).toContain("not UTF-8");
    expect(stub.calls).toEqual([]);
  });

  test("a missing key is exit code 1, and null in JSON", async () => {
    const [plain, json] = [aShell(), aShell()];
    expect(await call(plain, "get", "k")).toBe(1);
    expect(plain.errText()).toBe("cachectl: no such key: k\n");
    expect(await call(json, "get", "--json", "k")).toBe(1);
    expect(JSON.parse(json.outText())).toEqual({ key: "k", data: null, expiry: 0, stale: false });
  });

  test("--json says what was stored and what was found", async () => {
    const [set, get] = [aShell(), aShell()];
    await call(set, "set", "--json", "k", "é");
    await call(get, "get", "--json", "k");
    expect(JSON.parse(set.outText())).toEqual({ key: "k", stored: true, bytes: 2, ttl: 900 });
    expect(JSON.parse(get.outText())).toMatchObject({ key: "k", data: "é", stale: false });
  });

  test("--hash-key sends what the plugins' helper sends", async () => {
    await call(aShell(), "set", "--hash-key", "my_key", "1");
    expect([...stub.entries.keys()]).toEqual([HASHED_MY_KEY]);
    expect(await call(aShell(), "get", "--hash-key", "my_key")).toBe(0);
  });

  test("looking does not take the lock, and gives back one that came with a wait", async () => {
    await call(aShell(), "get", "k");
    expect(await call(aShell(), "get", "--wait", "1", "k")).toBe(1);
    expect(stub.calls.map(({ path }) => path)).toEqual(["/get_data", "/get_data", "/release_lock"]);
    expect(stub.locks.size).toBe(0);
  });

  test("a refusal of the server is exit code 1 and one line", async () => {
    stub.answers.set("/set_data", { status: 400, json: { error: "bad\nttl" } });
    const shell = aShell();
    expect(await call(shell, "set", "k", "v")).toBe(1);
    expect(shell.errText().trimEnd().split("\n")).toHaveLength(1);
  });
});

test("del removes the key", async () => {
  await call(aShell(), "set", "k", "v");
  expect(await call(aShell(), "del", "k")).toBe(0);
  expect(stub.entries.size).toBe(0);
});

test.each([
  ["get", []],
  ["get", [""]],
  ["get", ["a", "b"]],
  ["set", ["k", "v", "--file", "f"]],
  ["set", ["k", "v", "--ttl", "0"]],
  ["del", ["k", "--ttl", "5"]],
])("%s %j is exit code 2", async (command, args) => {
  expect(await call(aShell(), command, ...args)).toBe(2);
});
