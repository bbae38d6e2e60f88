import { describe, expect, test } from "@jest/globals";
import { runService } from "../src/index.js";
import { aPromise, aService, fakeIo } from "./fixture/fake-process.js";

describe("without serving", () => {
  test.each([
    ["--version", "cache-manager 0.1.0\n"],
    ["--check-config", "cache-manager: configuration is valid\n"],
    ["--print-config", 'workers: 2 # default\npassword: "" # default\n'],
  ])("%s prints and exits 0", async (flag, expected) => {
    const { definition, seen } = aService();
    const { io, stdout } = fakeIo([flag]);
    expect(await runService(definition, io)).toBe(0);
    expect(stdout.text).toBe(expected);
    expect(seen.started).toEqual([]);
  });

  test("--check-config looks at the files that the settings name", async () => {
    const { definition } = aService();
    const checked: unknown[] = [];
    const check = (config: unknown): Promise<void> => {
      checked.push(config);
      return Promise.reject(new Error("rules.json: no such rule"));
    };
    const { io, stdout, stderr } = fakeIo(["--check-config"]);
    expect(await runService({ ...definition, check }, io)).toBe(2);
    expect(checked).toEqual([expect.objectContaining({ workers: 2 })]);
    expect([stdout.text, stderr.text]).toEqual(["", "cache-manager: rules.json: no such rule\n"]);
  });

  test("--help names every flag and the environment prefix", async () => {
    const { io, stdout } = fakeIo(["-h"]);
    expect(await runService(aService().definition, io)).toBe(0);
    for (const flag of [
      "config",
      "set",
      "debug",
      "check-config",
      "print-config",
      "version",
      "help",
    ]) {
      expect(stdout.text).toContain(`--${flag}`);
    }
    expect(stdout.text).toContain("SIGNALBOX_CACHE_MANAGER__");
  });

  test("--help ends with what the service adds to it", async () => {
    const { io, stdout } = fakeIo(["--help"]);
    await runService({ ...aService().definition, helpNotes: "Also: a tool." }, io);
    expect(stdout.text).toMatch(/\n\nAlso: a tool\.\n$/);
  });

  test("--print-config hides secrets and warns that --set showed one", async () => {
    const { io, stdout, stderr } = fakeIo(["--print-config", "--set", "password=canary"]);
    expect(await runService(aService().definition, io)).toBe(0);
    expect(stdout.text).toContain('password: "********" # --set');
    expect(stdout.text + stderr.text).not.toContain("canary");
    expect(stderr.text).toContain("warning: --set password");
  });

  test.each([
    [["--workers"], "unknown flag --workers"],
    [["--prnt-config"], "unknown flag --prnt-config; did you mean --print-config?"],
    [["-x"], "unknown flag -x"],
    [["--config"], "--config needs a value: FILE"],
    [["--set", "--debug"], "--set needs a value: path=value"],
    [["--debug=yes"], "--debug takes no value"],
    [["extra"], "unexpected argument extra"],
  ])("%j is wrong usage: exit 2 and %s", async (argv, expected) => {
    const { io, stderr, stdout } = fakeIo(argv);
    expect(await runService(aService().definition, io)).toBe(2);
    expect(stderr.text).toBe(`cache-manager: ${expected}\n`);
    expect(stdout.text).toBe("");
  });

  test("a bad configuration exits 2 with one line a problem, and starts nothing", async () => {
    const { definition, seen } = aService();
    const { io, stderr } = fakeIo(["--set", "wrkers=1"], { "/etc/cache.yaml": "workers: 99" });
    expect(await runService(definition, io)).toBe(2);
    expect(stderr.text.trim().split("\n")).toEqual([
      "cache-manager: --set: unknown setting wrkers; did you mean workers?",
      "cache-manager: workers: must be at most 9, got 99",
    ]);
    expect(seen.started).toEqual([]);
  });

  test("a file named by --config must exist", async () => {
    const { io, stderr } = fakeIo(["--check-config", "--config", "other.yaml"]);
    expect(await runService(aService().definition, io)).toBe(2);
    expect(stderr.text).toContain("cannot read other.yaml");
  });
});

describe("serving", () => {
  test("one ready line with every url; a signal closes it, exit 0, nothing left behind", async () => {
    const { definition, seen } = aService();
    const process = fakeIo(["--set", "workers=3"], { "/etc/cache.yaml": "workers: 4" });
    const code = runService(definition, process.io);
    expect(await process.ready).toEqual(["http://127.0.0.1:1", "https://127.0.0.1:2"]);
    process.signal("SIGTERM");
    expect(await code).toBe(0);
    expect(process.stdout.text).toBe(
      "ready cache-manager http://127.0.0.1:1 https://127.0.0.1:2\n",
    );
    expect(seen).toMatchObject({ started: [{ workers: 3 }], closed: 1 });
    expect(process.listening()).toBe(0);
    expect(process.timers.size).toBe(0);
    expect(process.exits).toEqual([]);
  });

  test("a start that fails is one line and exit 1", async () => {
    const process = fakeIo([]);
    const definition = {
      ...aService().definition,
      start: () => Promise.reject(new Error("cannot listen\non 1", { cause: new Error("taken") })),
    };
    expect(await runService(definition, process.io)).toBe(1);
    expect(process.stderr.text).toBe("cache-manager: failed to start: cannot listen on 1: taken\n");
    expect(process.stdout.text).toBe("");
    expect(process.listening()).toBe(0);
  });

  test("a signal during the start lets it finish, closes it and prints no ready line", async () => {
    const { definition, seen } = aService();
    const started = aPromise();
    const held = {
      ...definition,
      start: async (...given: Parameters<typeof definition.start>) => {
        await started.promise;
        return definition.start(...given);
      },
    };
    const process = fakeIo([]);
    const code = runService(held, process.io);
    while (process.listening() < 3) await Promise.resolve();
    process.signal("SIGINT");
    started.resolve();
    expect(await code).toBe(0);
    expect(process.stdout.text).toBe("");
    expect(seen.closed).toBe(1);
  });

  test("a second signal while closing ends at once with 1", async () => {
    const { definition } = aService({ close: () => new Promise<void>(() => undefined) });
    const process = fakeIo([]);
    const code = runService(definition, process.io);
    await process.ready;
    process.signal("SIGTERM");
    process.signal("SIGINT");
    expect(await code).toBe(1);
    expect(process.exits).toEqual([1]);
  });

  test("a close past its bound is cut with 1", async () => {
    const { definition } = aService({ close: () => new Promise<void>(() => undefined) });
    const process = fakeIo([]);
    const code = runService({ ...definition, closeTimeoutMs: 1234 }, process.io);
    await process.ready;
    process.signal("SIGTERM");
    const [timer] = process.timers;
    expect(timer?.delayMs).toBe(1234);
    timer?.fn();
    expect(await code).toBe(1);
    expect(process.stderr.text).toContain("did not stop within 1234 ms");
  });

  test("a service that fails while running is closed and exits 1", async () => {
    const failure = aPromise<Error>();
    const { definition, seen } = aService({ failed: failure.promise });
    const process = fakeIo([]);
    const code = runService(definition, process.io);
    await process.ready;
    failure.resolve(new Error("worker died"));
    expect(await code).toBe(1);
    expect(seen.closed).toBe(1);
    expect(process.stderr.text).toBe("cache-manager: failed: worker died\n");
  });

  test("a close that fails exits 1 and says why", async () => {
    const { definition } = aService({ close: () => Promise.reject(new Error("disk full")) });
    const process = fakeIo([]);
    const code = runService(definition, process.io);
    await process.ready;
    process.signal("SIGTERM");
    expect(await code).toBe(1);
    expect(process.stderr.text).toBe("cache-manager: failed to stop: disk full\n");
  });

  test("an error nobody caught is one line, exit 1", async () => {
    const process = fakeIo([]);
    const code = runService(aService().definition, process.io);
    await process.ready;
    process.fail("not even an error");
    expect(await code).toBe(1);
    expect(process.exits).toEqual([1]);
    expect(process.stderr.text).toBe("cache-manager: failed: unknown error\n");
  });

  test("reloads run one after the other, and requests meanwhile become one", async () => {
    const [first, second] = [aPromise(), aPromise()];
    const gate = aPromise();
    const reloaded: number[] = [];
    const { definition, seen } = aService({
      reload: async ({ workers }) => {
        reloaded.push(workers);
        (reloaded.length === 1 ? first : second).resolve();
        if (reloaded.length === 1) await gate.promise;
      },
    });
    const files = { "/etc/cache.yaml": "workers: 3" };
    const process = fakeIo([], files);
    const code = runService(definition, process.io);
    await process.ready;
    process.signal("SIGHUP");
    await first.promise;
    files["/etc/cache.yaml"] = "workers: 4";
    for (let count = 0; count < 5; count++) process.signal("SIGHUP");
    gate.resolve();
    await second.promise;
    process.signal("SIGTERM");
    expect(await code).toBe(0);
    expect(reloaded).toEqual([3, 4]);
    expect(seen.closed).toBe(1);
  });

  test("a stop during a reload closes once the reload has ended", async () => {
    const [asked, gate] = [aPromise(), aPromise()];
    const order: string[] = [];
    const { definition } = aService({
      reload: async () => {
        asked.resolve();
        await gate.promise;
        order.push("reloaded");
      },
      close: () => {
        order.push("closed");
        return Promise.resolve();
      },
    });
    const process = fakeIo([]);
    const code = runService(definition, process.io);
    await process.ready;
    process.signal("SIGHUP");
    await asked.promise;
    process.signal("SIGTERM");
    await new Promise(setImmediate);
    gate.resolve();
    expect(await code).toBe(0);
    expect(order).toEqual(["reloaded", "closed"]);
  });

  test("a reload the service refuses is reported and it keeps running", async () => {
    const asked = aPromise();
    const told: string[] = [];
    const { definition } = aService({
      reload: () => {
        asked.resolve();
        return Promise.reject(new Error("needs a restart"));
      },
      onReloadFailed: (problems) => told.push(...problems),
    });
    const process = fakeIo([]);
    const code = runService(definition, process.io);
    await process.ready;
    process.signal("SIGHUP");
    await asked.promise;
    process.signal("SIGTERM");
    expect(await code).toBe(0);
    expect(process.stderr.text).toBe(
      "cache-manager: needs a restart\ncache-manager: reload failed, the old configuration stays in force\n",
    );
    expect(told).toEqual(["needs a restart"]);
  });
});
