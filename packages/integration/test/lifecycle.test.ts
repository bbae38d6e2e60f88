import { expect, test } from "@jest/globals";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CleanUps } from "./support/clean-up.js";
import { startPlugin } from "./support/plugin.js";
import { Program, startProgram, type ProgramOptions } from "./support/program.js";
import { post, RawConnection } from "./support/raw-connection.js";
import { scratchDirectory } from "./support/scratch-directory.js";
import { WireClient } from "./support/wire-client.mjs";

/** Several servers start in one test, on a machine that may be busy. */
const LIMIT_MS = 60_000;
const LONG_S = 50;
const EMPTY = { data: null, lock: false, expiry: 0 };

const cleanUps = new CleanUps();

async function aProgram(options?: ProgramOptions): Promise<Program> {
  return cleanUps.owns(await startProgram(options));
}

function aClient(port: number): WireClient {
  return cleanUps.owns(new WireClient({ port, namespace: "tests" }));
}

/** A program that is not expected to come to serve. */
function aFailure(options: ProgramOptions): Program {
  return cleanUps.owns(new Program({ isTraced: false, ...options }));
}

const readyLine = ({ url }: Program): string => `ready cache-manager ${url}`;

test(
  "SIGTERM answers everyone who waits, and the program exits with 0",
  async () => {
    const program = await aProgram();
    const { port } = program;
    const holder = cleanUps.owns(startPlugin({ port, key: "a", fillWhenTold: true }));
    await holder.stdout.startingWith("lock");
    const answers = Array.from({ length: 20 }, () => aClient(port).getData("a", LONG_S));
    await program.traced("waiting", "a", answers.length);

    program.signal("SIGTERM");

    expect(await Promise.all(answers)).toEqual(answers.map(() => EMPTY));
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout.all).toEqual([readyLine(program)]);
  },
  LIMIT_MS,
);

test(
  "a caller that would have to wait while the program stops is answered at once",
  async () => {
    const program = await aProgram({ settings: ["limits.drain_timeout=40s"] });
    const get = (key: string) =>
      post("/get_data", { namespace: "tests", key, max_wait_time: LONG_S });
    const holder = aClient(program.port);
    await holder.getData("first", LONG_S);
    const connections = [
      await RawConnection.open(program.port),
      await RawConnection.open(program.port),
    ];
    // Both wait for one key and have asked for another behind it; that is looked at only when the first is answered.
    for (const connection of connections) {
      cleanUps.owns(connection).write(get("first") + get("second"));
    }
    await program.traced("waiting", "first", connections.length);

    program.signal("SIGTERM");

    for (const connection of connections) {
      expect(JSON.parse(String((await connection.reply())?.body))).toEqual(EMPTY);
      expect((await connection.reply())?.status).toBe(200);
    }
    expect(await program.exited).toEqual({ code: 0, signal: null });
  },
  LIMIT_MS,
);

test(
  "after SIGKILL and a restart a client that kept its connection goes on by sending again",
  async () => {
    const program = await aProgram();
    const client = aClient(program.port);
    const { lock_token: oldToken } = await client.getData("a", LONG_S, { lock_token: true });
    const waiter = aClient(program.port).getData("a", LONG_S);
    // Its connection breaks and nobody listens yet: a resend cannot help, and the caller is told.
    const broken = expect(waiter).rejects.toThrow(/ECONNREFUSED|ECONNRESET|connection closed/);
    await program.traced("waiting", "a");
    await program.kill();
    await broken;
    const again = await aProgram({ settings: [`http_server.port=${program.port}`] });

    expect(await client.setData("a", "[1]")).toBe("ok");
    expect(client).toMatchObject({ connections: 2, sends: 3 });
    expect(await aClient(again.port).getData("a", LONG_S)).toMatchObject({ data: "[1]" });

    // The values are gone with the old process, and so is the right to fill: tokens name the process.
    const late = await client.setData("a", "[0]", 300, { lock_token: oldToken });
    expect(late).toEqual({ stored: false });
  },
  LIMIT_MS,
);

test(
  "SIGHUP takes over a good file; a bad one is reported and changes nothing",
  async () => {
    const file = join(await scratchDirectory(cleanUps), "cachemanager.yaml");
    await writeFile(file, "log: { level: notice }\n");
    const program = await aProgram({ configFile: file });
    const client = aClient(program.port);
    await client.setData("kept", "[1]");

    await writeFile(file, "max_wate: 3s\nmax_ttl: never\n");
    program.signal("SIGHUP");
    await program.stderr.startingWith("cache-manager: reload failed");
    expect(program.stderr.text).toMatch(/unknown setting max_wate; did you mean max_wait\?/);
    expect(program.stderr.text).toMatch(/max_ttl: duration "never"/);

    await writeFile(file, "log: { level: info }\nmax_locks: 5\n");
    program.signal("SIGHUP");
    await program.stderr.startingWith("cache-manager: configuration reloaded");
    expect(program.stderr.text).toMatch(/these settings need a restart: max_locks/);

    const metrics = await (await fetch(`http://127.0.0.1:${program.port}/metrics`)).text();
    expect(metrics).toMatch(/config_reloads_total\{result="done"\} 1\n/);
    expect(metrics).toMatch(/config_reloads_total\{result="failed"\} 1\n/);
    // The cache and the connection have come through both.
    expect(await client.getData("kept", 0)).toMatchObject({ data: "[1]" });
    expect(client.connections).toBe(1);
    expect(program.stdout.all).toEqual([readyLine(program)]);
  },
  LIMIT_MS,
);

test(
  "a port that is taken ends the program with 1 and one line that names it",
  async () => {
    const { port } = await aProgram();
    const second = aFailure({ settings: [`http_server.port=${port}`, "log.level=error"] });

    expect(await second.exited).toEqual({ code: 1, signal: null });
    expect(second.stdout.all).toEqual([]);
    expect(second.stderr.all).toHaveLength(1);
    expect(second.stderr.text).toContain(`cannot listen on 127.0.0.1 port ${port}`);
  },
  LIMIT_MS,
);

test(
  "a bad configuration ends the program with 2 and names every problem",
  async () => {
    const program = aFailure({
      settings: ["max_itm_size=1KB", "log.level=loud", "max_wait=soon", "limits.max_headers=0"],
    });

    expect(await program.exited).toEqual({ code: 2, signal: null });
    expect(program.stdout.all).toEqual([]);
    const problems = program.stderr.all.map((line) => line.replace("cache-manager: ", ""));
    expect(problems).toHaveLength(4);
    for (const name of ["max_itm_size", "log.level", "max_wait", "limits.max_headers"]) {
      expect(problems.filter((problem) => problem.includes(name))).toHaveLength(1);
    }
  },
  LIMIT_MS,
);

test(
  "settings that are each fine but not together end the program with 2",
  async () => {
    const program = aFailure({
      settings: ["min_lock_lease=300s", "max_lock_lease=200s", "max_item_size=2GB"],
    });

    expect(await program.exited).toEqual({ code: 2, signal: null });
    expect(program.stderr.all).toHaveLength(3);
  },
  LIMIT_MS,
);
