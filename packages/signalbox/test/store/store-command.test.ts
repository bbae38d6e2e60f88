import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { systemClock as clock } from "@signalbox/clock";
import { openSqliteStore, type TimeseriesStore } from "@signalbox/timeseries-store";
import { storeCommand } from "../../src/store/store-command.js";

const load = { source: "", objectType: "node", event: "cpu_util", objectId: "n1" };
const points = { series: load, ts: [1391192225475202, 1391192285475202], values: [12.5, 14] };
const node = { source: "", type: "node", id: "n1", tsUs: 5, document: "{}", references: [] };

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "store-command-"));
});
afterEach(() => rm(folder, { recursive: true }));

const fileOf = (name: string): string => join(folder, name);

async function type(argv: readonly string[], input = "") {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const code = await storeCommand(
    { argv, stdout, stderr, after: () => () => undefined },
    { clock, stdin: () => Readable.from([input]) },
  );
  return { code, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
}

async function filled(file: string): Promise<TimeseriesStore> {
  const store = await openSqliteStore({ file, clock });
  await store.series.put([points]);
  await store.info.put([node]);
  return store;
}

async function aStore(): Promise<string> {
  const file = fileOf("a.db");
  await (await filled(file)).close();
  return file;
}

describe("signalbox store", () => {
  test("moves everything to another store through export and import, twice without harm", async () => {
    const exported = await type(["export", await aStore()]);
    expect(exported.code).toBe(0);
    const copy = fileOf("copy.db");
    const done = { code: 0, out: "1 objects, 0 values, 2 points\n", err: "" };
    expect(await type(["import", copy], exported.out)).toEqual(done);
    expect(await type(["import", copy], exported.out)).toEqual(done);
    expect((await type(["export", copy])).out).toBe(exported.out);
  });

  test("counts what is stored", async () => {
    const { out } = await type(["stats", await aStore(), "--json"]);
    expect(JSON.parse(out)).toMatchObject({ infoObjects: 1, series: 1, points: 2 });
  });

  test("compacts", async () => {
    const { code, out } = await type(["compact", await aStore()]);
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ bytes before, \d+ bytes now\n$/)]);
  });

  test("checks and backs up a file while its service has it open", async () => {
    const file = fileOf("live.db");
    const target = fileOf("backup.db");
    const live = await filled(file);
    try {
      expect(await type(["check", file])).toEqual({ code: 0, out: "all is well\n", err: "" });
      expect(await type(["backup", file, target])).toMatchObject({ code: 0, err: "" });
      expect((await type(["stats", file])).err).toMatch(/another process|open/);
    } finally {
      await live.close();
    }
    expect((await type(["stats", target])).out).toContain("points 2\n");
  });

  test("says what is wrong with a damaged file, and exits with 1", async () => {
    const file = await aStore();
    const bytes = await readFile(file);
    await writeFile(file, bytes.fill(0x5a, 4096));
    const { code, out, err } = await type(["check", file]);
    expect(code).toBe(1);
    expect(out + err).not.toBe("");
  });

  test.each([
    [["check"], "store check: <store> is missing\n"],
    [["chek"], /^store: unknown command chek; did you mean check\?/],
    [
      ["backup", "postgresql://u@h/d", "x"],
      "store backup: postgresql is a server, a file is needed\n",
    ],
    [["export", "nowhere.db"], "store export: nowhere.db: there is no such file\n"],
  ])("refuses %j with 2 and one line", async (argv, message) => {
    const { code, err } = await type(argv);
    expect(code).toBe(2);
    expect(err).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
  });

  test("does not read what is no export", async () => {
    const { code, err } = await type(["import", fileOf("new.db")], '{"a":1}\n');
    expect([code, err]).toEqual([1, expect.stringContaining("store import: line 1")]);
  });
});
