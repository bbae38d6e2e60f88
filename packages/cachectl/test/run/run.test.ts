import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { dispatch } from "../../src/index.js";
import { openResult, sealResult } from "../../src/run/envelope.js";
import { startCacheStub, type CacheStub } from "../cache-stub.js";
import { aShell } from "../test-shell.js";

let stub: CacheStub;
let folder: string;

beforeEach(async () => {
  stub = await startCacheStub();
  folder = await mkdtemp(join(tmpdir(), "cachectl-"));
});

afterEach(async () => {
  await stub.close();
  await rm(folder, { recursive: true });
});

const onStub = () => ["--host", stub.host, "--port", String(stub.port)];
const sh = (script: string) => ["--", "/bin/sh", "-c", script];
const run = (shell: ReturnType<typeof aShell>, ...args: string[]) =>
  dispatch(["run", ...onStub(), ...args], shell);
const paths = () => stub.calls.map(({ path }) => path);
const onlyEntry = () => [...stub.entries.values()][0];
/** A command that counts its runs in a file. */
const counting = (rest: string) => sh(`echo x >> ${folder}/runs; ${rest}`);
const runs = async () => (await readFile(join(folder, "runs"), "utf8")).trim().split("\n").length;
/** A pipe that `cat` waits at until the test writes to it. */
const gate = () => promisify(execFile)("mkfifo", [join(folder, "gate")]);

describe("replaying", () => {
  test("the second run gets stdout, stderr and exit code without running the command", async () => {
    const script = counting("printf 'DISK WARNING | a=1\\n'; printf oops >&2; exit 1");
    const first = aShell();
    const second = aShell();
    expect(await run(first, ...script)).toBe(1);
    expect(await run(second, ...script)).toBe(1);
    for (const shell of [first, second]) {
      expect(shell.outText()).toBe("DISK WARNING | a=1\n");
      expect(shell.errText()).toBe("oops");
    }
    expect(await runs()).toBe(1);
  });

  test("bytes that are not UTF-8 are replayed one by one the same", async () => {
    const script = sh("printf '\\377\\000\\200\\r\\n'; printf '\\303' >&2");
    const [first, second] = [aShell(), aShell()];
    await run(first, ...script);
    await run(second, ...script);
    expect(second.out()).toEqual(Buffer.from([0xff, 0x00, 0x80, 0x0d, 0x0a]));
    expect(second.out()).toEqual(first.out());
    expect(onlyEntry()?.data).toContain('"enc":"base64"');
  });

  test("20 runs at once execute the command once", async () => {
    await gate();
    const script = counting(`cat ${folder}/gate; echo shared`);
    const shells = Array.from({ length: 20 }, () => aShell());
    const all = Promise.all(shells.map((shell) => run(shell, ...script)));
    await stub.seen("/get_data", 20);
    await writeFile(join(folder, "gate"), "");
    const codes = await all;
    expect(new Set(codes)).toEqual(new Set([0]));
    expect(shells.map((shell) => shell.outText())).toEqual(shells.map(() => "shared\n"));
    expect(await runs()).toBe(1);
  });

  test("--show-age adds perfdata to a fresh and to a replayed result", async () => {
    const script = ["--show-age", ...sh("echo 'OK | a=1'")];
    const [first, second] = [aShell(), aShell()];
    await run(first, ...script);
    await run(second, ...script);
    expect(first.outText()).toBe("OK | a=1 cache_age=0s\n");
    expect(second.outText()).toMatch(/^OK \| a=1 cache_age=\d+s\n$/);
    expect(openResult(onlyEntry()?.data ?? "")?.out.toString()).toBe("OK | a=1\n");
  });

  test("a command that a signal ended is replayed as 128 and the signal", async () => {
    const [first, second] = [aShell(), aShell()];
    expect(await run(first, ...sh("kill -USR1 $$"))).toBe(138);
    expect(await run(second, ...sh("kill -USR1 $$"))).toBe(138);
    expect(openResult(onlyEntry()?.data ?? "")?.signal).toBe("SIGUSR1");
  });
});

describe("what is kept", () => {
  test("a listed exit code lives for --ttl, with the stale time sent along", async () => {
    await run(aShell(), "--ttl", "5m", "--stale", "600", ...sh("exit 2"));
    expect(onlyEntry()).toMatchObject({ ttl: 300, staleTtl: 600 });
    expect(stub.calls.at(-1)?.body).toMatchObject({ lock_token: "stub.1" });
  });

  test("another exit code lives for --fail-ttl", async () => {
    expect(await run(aShell(), "--fail-ttl", "7", ...sh("exit 3"))).toBe(3);
    expect(onlyEntry()).toMatchObject({ ttl: 7, staleTtl: undefined });
  });

  test("--fail-ttl 0 keeps no failure and gives the lock back", async () => {
    await run(aShell(), "--fail-ttl", "0", ...sh("exit 3"));
    expect(paths()).toEqual(["/get_data", "/release_lock"]);
  });

  test("--cache-exit chooses which codes are good", async () => {
    await run(aShell(), "--cache-exit", "0,3", "--ttl", "60", ...sh("exit 3"));
    expect(onlyEntry()?.ttl).toBe(60);
  });

  test("output over --max-output is passed through whole, not kept, with one warning", async () => {
    const shell = aShell();
    const script = sh("head -c 200000 /dev/zero; printf end >&2; exit 1");
    expect(await run(shell, "--max-output", "4KB", ...script)).toBe(1);
    expect(shell.out()).toEqual(Buffer.alloc(200_000));
    expect(shell.errText()).toMatch(/not cached\n/);
    expect(shell.errText().replace("end", "").trim().split("\n")).toHaveLength(1);
    expect(paths()).toEqual(["/get_data", "/release_lock"]);
  });

  test("a result the server refuses is shown, with one warning, and the lock given back", async () => {
    stub.answers.set("/set_data", { status: 413, json: { error: "item too large" } });
    const shell = aShell();
    expect(await run(shell, ...sh("echo fine; exit 1"))).toBe(1);
    expect(shell.outText()).toBe("fine\n");
    expect(shell.errText()).toMatch(/^cachectl: result not cached: 413.*item too large.*\n$/);
    expect(paths()).toContain("/release_lock");
  });
});

describe("--stale", () => {
  const old = sealResult({
    code: 1,
    out: Buffer.from("old\n"),
    err: Buffer.alloc(0),
    atMs: 1_700_000_000_000,
  });
  const staleAnswer = { data: old, lock: true, expiry: 1, stale: true, lock_token: "t", lease: 30 };

  test("the old result is shown when the refresh fails, and not overwritten", async () => {
    stub.answers.set("/get_data", { status: 200, json: staleAnswer });
    const shell = aShell();
    expect(await run(shell, "--stale", "600", ...sh("echo bad; exit 3"))).toBe(1);
    expect(shell.outText()).toBe("old\n");
    expect(shell.errText()).toMatch(/^cachectl: refresh failed \(exit code 3\).*\n$/);
    // Told as a failure, which a server does not put in the place of a good value.
    expect(stub.calls.at(-1)).toMatchObject({ path: "/set_data", body: { error: true, ttl: 30 } });
  });

  test("the old result is shown when the refresh runs into the time limit", async () => {
    stub.answers.set("/get_data", { status: 200, json: staleAnswer });
    await promisify(execFile)("mkfifo", [join(folder, "up")]);
    const clock = new FakeClock();
    const shell = aShell({ clock });
    const script = sh(`echo > ${folder}/up; exec sleep 60`);
    const finished = run(shell, "--stale", "600", "--timeout", "9", ...script);
    await readFile(join(folder, "up"));
    clock.advance(9_000);
    expect(await finished).toBe(1);
    expect(shell.outText()).toBe("old\n");
    expect(paths()).toEqual(["/get_data", "/release_lock"]);
  });

  test("a refresh that works is shown and stored", async () => {
    stub.answers.set("/get_data", { status: 200, json: staleAnswer });
    const shell = aShell();
    expect(await run(shell, "--stale", "600", ...sh("echo new"))).toBe(0);
    expect(shell.outText()).toBe("new\n");
    expect(openResult(onlyEntry()?.data ?? "")?.out.toString()).toBe("new\n");
  });

  test("a stale answer without the lock is replayed: somebody else refreshes", async () => {
    stub.answers.set("/get_data", { status: 200, json: { ...staleAnswer, lock: false } });
    const shell = aShell();
    expect(await run(shell, ...sh("echo new"))).toBe(1);
    expect(shell.outText()).toBe("old\n");
  });
});
