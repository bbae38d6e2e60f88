import { execFile } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { dispatch } from "../../src/index.js";
import { answerLimitSeconds } from "../../src/run/cached-run.js";
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
const makePipe = (name: string) => promisify(execFile)("mkfifo", [join(folder, name)]);
/** Waits at a pipe until everyone who holds it for writing has closed it, and returns what they wrote. */
const heard = async (name: string) => (await readFile(join(folder, name), "utf8")).trim();

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("--timeout", () => {
  test("the command and its descendants are killed, UNKNOWN is said, nothing is stored", async () => {
    await makePipe("alive");
    const clock = new FakeClock();
    const shell = aShell({ clock });
    // The grandchild ignores the polite signal. The pipe it holds ends for its reader only once it is dead.
    const script = `(trap '' TERM; echo up >&3; sleep 60) 3> ${folder}/alive & wait`;
    const finished = run(shell, "--timeout", "9", ...sh(script));
    const alive = createReadStream(join(folder, "alive"));
    await once(alive, "data");
    clock.advance(9_000);
    await once(alive, "end");
    expect(await finished).toBe(3);
    expect(shell.outText()).toBe("UNKNOWN - sh: gave no result within 9 s and was killed\n");
    expect(paths()).toEqual(["/get_data", "/release_lock"]);
    expect(stub.entries.size).toBe(0);
  });

  test("waiting for another's result leaves half of the time to run the command", async () => {
    await run(aShell(), "--timeout", "20", ...sh("true"));
    await run(aShell(), "--key", "other", ...sh("true"));
    await run(aShell(), "--key", "third", "--timeout", "300", ...sh("true"));
    const waits = stub.calls.flatMap(({ path, body }) =>
      path === "/get_data" ? [body["max_wait_time"]] : [],
    );
    expect(waits).toEqual([10, 27.5, 30]);
  });

  test("a daemon that keeps the output open does not hold up the result", async () => {
    await makePipe("pids");
    const shell = aShell();
    const finished = run(shell, ...sh(`sleep 60 & echo $! > ${folder}/pids; echo started`));
    const pid = Number(await heard("pids"));
    expect(await finished).toBe(0);
    expect(shell.outText()).toBe("started\n");
    expect(isAlive(pid)).toBe(true);
    process.kill(pid);
  });
});

describe("signals", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("%s is passed on, the lock given back", async (signal, code) => {
    await makePipe("ready");
    const shell = aShell();
    const finished = run(shell, ...sh(`echo up > ${folder}/ready; exec sleep 60`));
    await heard("ready");
    shell.sendSignal(signal);
    expect(await finished).toBe(code);
    expect(paths()).toEqual(["/get_data", "/release_lock"]);
  });

  test("a command that ends in its own way after a signal gives its own exit code", async () => {
    await makePipe("ready");
    const shell = aShell();
    const script = `trap 'echo bye; exit 7' TERM; echo up > ${folder}/ready; sleep 60 & wait`;
    const finished = run(shell, "--cache-exit", "7", ...sh(script));
    await heard("ready");
    shell.sendSignal("SIGTERM");
    expect(await finished).toBe(7);
    expect(shell.outText()).toBe("bye\n");
    expect(stub.entries.size).toBe(0);
  });

  test("a signal while waiting for another's result ends the wait", async () => {
    const holder = aShell();
    const waiter = aShell();
    await makePipe("gate");
    const script = sh(`cat ${folder}/gate`);
    const held = run(holder, ...script);
    await stub.seen("/get_data", 1);
    const waited = run(waiter, ...script);
    await stub.seen("/get_data", 2);
    waiter.sendSignal("SIGTERM");
    expect(await waited).toBe(143);
    await writeFile(join(folder, "gate"), "");
    expect(await held).toBe(0);
  });
});

describe("a command that cannot be started", () => {
  test.each([
    ["/no/such/plugin", "UNKNOWN - plugin: not found\n"],
    ["/etc/passwd", "UNKNOWN - passwd: not executable\n"],
    ["/bin/echo\0", "UNKNOWN - echo : cannot be started\n"],
  ])("%j is UNKNOWN, and the lock is given back", async (command, line) => {
    const shell = aShell();
    expect(await run(shell, "--", command)).toBe(3);
    expect(shell.outText()).toBe(line);
    expect(paths()).toEqual(["/get_data", "/release_lock"]);
  });
});

describe("failing open", () => {
  const oneLineOf = (text: string) => text.trimEnd().split("\n");

  async function freePort(): Promise<number> {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const address = server.address();
    await new Promise((resolve) => server.close(resolve));
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  test("nobody there: the command runs, with one line on stderr", async () => {
    const shell = aShell();
    const port = String(await freePort());
    const args = ["run", "--port", port, ...sh("echo fine; exit 1")];
    expect(await dispatch(args, shell)).toBe(1);
    expect(shell.outText()).toBe("fine\n");
    expect(oneLineOf(shell.errText())).toHaveLength(1);
    expect(shell.errText()).toContain("running the command directly");
  });

  test("a refusal: the command runs, the secret namespace is not shown", async () => {
    stub.answers.set("/get_data", { status: 403, json: { error: "token expired" } });
    const shell = aShell({ env: { OPSVIEW_CACHE_MANAGER_NAMESPACE: "very-secret-token" } });
    expect(await run(shell, ...sh("echo fine"))).toBe(0);
    expect(oneLineOf(shell.errText())).toHaveLength(1);
    expect(shell.errText()).toContain("403");
    expect(shell.errText()).not.toContain("very-secret-token");
  });

  test("a server that accepts and never answers costs no more than the wait", async () => {
    stub.answers.set("/get_data", "silence");
    const clock = new FakeClock();
    const shell = aShell({ clock });
    const finished = run(shell, "--timeout", "40", ...sh("echo fine"));
    await stub.seen("/get_data", 1);
    clock.advance(1000 * answerLimitSeconds(40));
    expect(await finished).toBe(0);
    expect(shell.outText()).toBe("fine\n");
    expect(oneLineOf(shell.errText())).toHaveLength(1);
  });

  test("a foreign entry under the key is left alone and the command runs", async () => {
    stub.entries.set("shared", { data: '{"z": 1}', ttl: 9, staleTtl: undefined });
    const shell = aShell();
    expect(await run(shell, "--key", "shared", ...sh("echo fine"))).toBe(0);
    expect(shell.outText()).toBe("fine\n");
    expect(oneLineOf(shell.errText())).toHaveLength(1);
    expect(paths()).toEqual(["/get_data"]);
  });

  test("nobody fills the key in time: the result is stored for those who still wait", async () => {
    stub.locks.set("slow", { token: "another's", waiters: [] });
    // The server's wait of half a second is real, our own limit stands still.
    const shell = aShell({ clock: new FakeClock() });
    expect(await run(shell, "--key", "slow", "--timeout", "1", ...sh("echo fine"))).toBe(0);
    expect(shell.outText()).toBe("fine\n");
    expect(oneLineOf(shell.errText())).toHaveLength(1);
    expect(stub.entries.has("slow")).toBe(true);
  });

  test("TLS files that cannot be read do not stop the command", async () => {
    const shell = aShell();
    const args = ["--url", "https://localhost:1", "--ca", join(folder, "none.pem")];
    expect(await dispatch(["run", ...args, ...sh("echo fine")], shell)).toBe(0);
    expect(shell.outText()).toBe("fine\n");
    expect(oneLineOf(shell.errText())).toHaveLength(1);
  });
});
