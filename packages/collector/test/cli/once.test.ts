import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "@jest/globals";
import type { ServiceIo } from "@signalbox/config";
import { collectorCommand } from "../../src/cli/collector-command.js";
import { aHttpStore, onEnd, type AHttpStore } from "../support/a-http-store.js";
import { anItem, putSite } from "../support/a-site.js";

async function once(from: AHttpStore | undefined, ...argv: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), "signalbox-once-"));
  onEnd(() => rm(folder, { recursive: true }));
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const stores =
    from === undefined ? [] : ["--set", `stores=[{"url":"${from.url}/info/aggregate/site"}]`];
  const io: ServiceIo = {
    argv: [
      "--once",
      ...["--set", "allow_http=true", "--set", `store.file=${join(folder, "store.db")}`],
      ...stores,
      ...argv,
    ],
    env: {},
    stdout,
    stderr,
    onSignal: () => () => undefined,
    readFile: () => Promise.reject(new Error("no files here")),
    after: () => () => undefined,
    exitNow: () => undefined,
  };
  const code = await collectorCommand(io);
  const text = (stream: PassThrough): string => String(stream.read() ?? "");
  return { code, stdout: text(stdout), stderr: text(stderr) };
}

async function aSite(): Promise<AHttpStore> {
  const from = await aHttpStore();
  putSite(from, ["pc1"]);
  return from;
}

describe("signalbox collector --once", () => {
  test("crawls and polls each store, says so in a line each, and ends with 0", async () => {
    const from = await aSite();
    let at = 0;
    from.data = ({ filters }) => {
      at ||= filters.ts["gte"] ?? 0;
      const isFirst = filters.ts["gte"] === at;
      return filters.obj.type === "node" && isFirst ? [anItem("cpu_util", "pc1", [[at, 1]])] : [];
    };
    const { code, stdout, stderr } = await once(from);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(
      /^site crawl ok: 2 objects new or changed, \d+ requests, \d+\.\d s\nsite poll ok: 1 new points, \d+ requests, \d+\.\d s\n$/,
    );
  });

  test("does only what is asked for", async () => {
    const from = await aSite();
    const { stdout } = await once(from, "--crawl", "--store", "site");
    expect(stdout).toMatch(/^site crawl ok: [^\n]*\n$/);
    expect(from.targets.filter((target) => target.startsWith("/data"))).toEqual([]);
  });

  test("ends with 1 when a store does not answer, and says which", async () => {
    const from = await aSite();
    from.odd.set("/info/aggregate/site", [500, "no"]);
    const { code, stdout, stderr } = await once(from, "--quiet");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^site crawl failed: /);
    expect(stderr).toContain("collector: site: ");
  });

  test.each([
    ["an option that there is not", ["--crwal"], "did you mean --crawl"],
    ["a setting that there is not", ["--set", "pol=1"], "pol"],
    ["two things that cannot be together", ["--set", "store.backend=postgresql"], "store.url"],
  ])("ends with 2 for %s", async (_, argv, text) => {
    const { code, stderr } = await once(undefined, ...argv);
    expect(code).toBe(2);
    expect(stderr).toContain(text);
  });

  test("ends with 1 for a store that there is not", async () => {
    const { code, stderr } = await once(await aSite(), "--store", "zz");
    expect([code, stderr]).toEqual([1, 'collector: there is no store "zz"\n']);
  });

  test("prints its options", async () => {
    const { code, stdout } = await once(undefined, "--help");
    expect(code).toBe(0);
    expect(stdout).toContain("--store ID");
  });
});
