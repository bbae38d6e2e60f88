import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createReadStream } from "node:fs";
import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startCacheStub, type CacheStub } from "./cache-stub.js";

const PACKAGE = join(import.meta.dirname, "..");
const MAIN = join(PACKAGE, "src/main.ts");

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

/** The tool as its own process, from source. */
function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, ["--conditions=source", "--import", "tsx", MAIN, ...args], {
    cwd: PACKAGE,
    env: {
      PATH: process.env["PATH"],
      OPSVIEW_CACHE_MANAGER_HOST: stub.host,
      OPSVIEW_CACHE_MANAGER_PORT: String(stub.port),
    },
  });
}

async function everything(stream: NodeJS.ReadableStream | null): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

async function ended(child: ChildProcess) {
  // The arguments of a process's `exit` event.
  const [out, err, [code, signal]] = await Promise.all([
    everything(child.stdout),
    everything(child.stderr),
    once(child, "exit") as Promise<[number | null, string | null]>,
  ]);
  return { out, err: err.toString(), code, signal };
}

const sh = (script: string) => ["--", "/bin/sh", "-c", script];

describe("the tool as a process", () => {
  test("replays bytes and exit code of a command that ran in another process", async () => {
    const script = sh("printf '\\377\\000bytes'; printf warn >&2; exit 2");
    const first = await ended(start("run", ...script));
    const second = await ended(start("run", ...script));
    expect(first.out).toEqual(Buffer.from("\xff\0bytes", "latin1"));
    expect(second).toEqual(first);
    expect(second).toMatchObject({ err: "warn", code: 2, signal: null });
    expect(stub.calls.map(({ path }) => path)).toEqual(["/get_data", "/set_data", "/get_data"]);
  });

  test("the command inherits stdin", async () => {
    const child = start("run", ...sh("cat"));
    child.stdin?.end("typed");
    expect((await ended(child)).out.toString()).toBe("typed");
  });

  test("a large output reaches a pipe whole", async () => {
    const { out, code } = await ended(start("run", ...sh("head -c 3000000 /dev/zero")));
    expect([out.length, code]).toEqual([3_000_000, 0]);
  });

  test("SIGTERM ends the command too, gives the lock back and becomes the exit code", async () => {
    await promisify(execFile)("mkfifo", [join(folder, "alive")]);
    const child = start("run", ...sh(`exec 3> ${folder}/alive; echo up >&3; sleep 60`));
    const running = ended(child);
    const alive = createReadStream(join(folder, "alive"));
    await once(alive, "data");
    child.kill("SIGTERM");
    // Ends once the command and its child have let go of the pipe, which they do by dying.
    await once(alive, "end");
    expect(await running).toMatchObject({ code: 143, signal: null });
    expect(stub.calls.at(-1)?.path).toBe("/release_lock");
  });

  test("a command past its time leaves nothing behind that ignores SIGTERM", async () => {
    await promisify(execFile)("mkfifo", [join(folder, "alive")]);
    const stubborn = `(trap '' TERM; echo up >&3; sleep 60) >/dev/null 2>&1 3> ${folder}/alive`;
    const running = ended(start("run", "--timeout", "4", ...sh(`${stubborn} & wait`)));
    const alive = createReadStream(join(folder, "alive"));
    const gone = once(alive.resume(), "end");
    expect(await running).toMatchObject({ code: 3 });
    // Not before the last process that holds the pipe is dead.
    await gone;
  });

  test("a reader that has gone away is no failure", async () => {
    const child = start("run", ...sh("head -c 3000000 /dev/zero"));
    child.stdout?.destroy();
    const exit = once(child, "exit");
    expect((await everything(child.stderr)).toString()).toBe("");
    expect(await exit).toEqual([0, null]);
  });

  test("set reads stdin, get prints it", async () => {
    const set = start("set", "k");
    set.stdin?.end("é\n");
    expect((await ended(set)).code).toBe(0);
    expect((await ended(start("get", "-n", "k"))).out.toString()).toBe("é\n");
  });

  test("top waits between two looks although nothing else keeps the process alive", async () => {
    stub.answers.set("/status", { status: 200, json: { uptime: 1 } });
    stub.answers.set("/list_locks", { status: 200, json: { locks: [] } });
    const { out, code } = await ended(start("top", "--json", "--count", "2", "--interval", "0.2"));
    expect(out.toString().trimEnd().split("\n")).toHaveLength(2);
    expect(code).toBe(0);
  });
});

test("the installed command says so when the package is not built", async () => {
  await mkdir(join(folder, "bin"));
  await cp(join(PACKAGE, "bin/cachectl.mjs"), join(folder, "bin/cachectl.mjs"));
  const { err, code } = await ended(spawn(process.execPath, [join(folder, "bin/cachectl.mjs")]));
  expect(err).toBe("cachectl: not built yet; run `npm run build` in the repository first\n");
  expect(code).toBe(1);
});
