import { afterEach, describe, expect, test } from "@jest/globals";
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";

const SCRIPT = join(import.meta.dirname, "fixture", "tiny-service.ts");
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

interface Child {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  readonly output: { stdout: string; stderr: string };
  /** Resolves once `stream` holds `text`; rejects when the process ends first. */
  saw(stream: "stdout" | "stderr", text: string): Promise<void>;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>;
}

function run(...args: string[]): Child {
  const child = spawn(
    process.execPath,
    ["--conditions=source", "--import", "tsx", SCRIPT, ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "" },
    },
  );
  cleanUps.push(() => child.kill("SIGKILL"));
  const output = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      output[name] += text;
      for (const watch of watchers) watch();
    });
  }
  const ended = once(child, "close").then(([code, signal]) =>
    Number.isInteger(code) ? Number(code) : String(signal),
  );
  const saw = (name: "stdout" | "stderr", text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const watch = (): void => {
        if (!output[name].includes(text)) return;
        watchers.delete(watch);
        resolve();
      };
      watchers.add(watch);
      watch();
      void ended.then(() => reject(new Error(`ended without ${text}: ${output.stderr}`)));
    });
  return { process: child, output, saw, ended };
}

function configFile(contents: string): string {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-config-"));
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "tiny.yaml");
  writeFileSync(path, contents);
  return path;
}

describe("a service as a process", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("%s closes it and it exits 0", async (signal) => {
    const child = run();
    await child.saw("stdout", "\n");
    expect(child.output.stdout).toMatch(/^ready tiny-service http:\/\/127\.0\.0\.1:\d+\n$/);
    child.process.kill(signal);
    expect(await child.ended).toBe(0);
    expect(child.output.stderr).toBe("closing\n");
  });

  test("SIGHUP takes a changed file; a wrong one is reported and changes nothing", async () => {
    const path = configFile("greeting: one");
    const child = run("--config", path);
    await child.saw("stdout", "\n");
    const url = child.output.stdout.trim().split(" ").at(-1) ?? "";
    writeFileSync(path, "greeting: two");
    child.process.kill("SIGHUP");
    await child.saw("stderr", "configuration reloaded");
    expect(await (await fetch(url)).text()).toBe("two");
    writeFileSync(path, "greting: three");
    child.process.kill("SIGHUP");
    await child.saw("stderr", "old configuration stays");
    expect(child.output.stderr).toContain("unknown setting greting; did you mean greeting?");
    expect(await (await fetch(url)).text()).toBe("two");
    child.process.kill("SIGTERM");
    expect(await child.ended).toBe(0);
  });

  test("a second signal ends one that does not close, with exit code 1", async () => {
    const child = run("--set", "mode=stuck");
    await child.saw("stdout", "\n");
    child.process.kill("SIGTERM");
    await child.saw("stderr", "closing");
    child.process.kill("SIGTERM");
    expect(await child.ended).toBe(1);
    expect(child.output.stderr).toContain("SIGTERM again while stopping");
  });

  test("an error nobody caught is one line, which says where it comes from, and exit code 1", async () => {
    const child = run("--set", "mode=fatal");
    expect(await child.ended).toBe(1);
    expect(child.output.stderr).toMatch(
      /^tiny-service: failed: a bug of ours \(at .*\btest\/fixture\/[\w-]+\.\w+:\d+:\d+.*\)\n$/,
    );
  });

  test("a wrong flag and a wrong file exit 2 without starting", async () => {
    const wrongFlag = run("--confg", "x");
    const wrongFile = run("--config", "/nonexistent/x.yaml");
    const tooLarge = run("--config", "/dev/zero");
    expect([await wrongFlag.ended, await wrongFile.ended, await tooLarge.ended]).toEqual([2, 2, 2]);
    expect(wrongFlag.output.stderr).toBe(
      "tiny-service: unknown flag --confg; did you mean --config?\n",
    );
    expect(wrongFile.output.stderr).toMatch(/^tiny-service: cannot read .*no such file.*\n$/);
    expect(tooLarge.output.stderr).toMatch(/larger than 1048576 bytes/);
    expect(wrongFlag.output.stdout + wrongFile.output.stdout).toBe("");
  });
});
