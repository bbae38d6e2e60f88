import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { openSqliteStore } from "@signalbox/timeseries-store";
import { startTool, type ToolRun } from "../cli/run-tool.js";
import { WrittenStore } from "../ingest/written-store.js";
import { aDatastore, COLLECTOR } from "../support/a-datastore.js";
import { aFolder, closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

const AGENT = "urn:publicid:IDN+ch.example.net+tool+agent";
/** The points of these tests are from the first microseconds of 1970. */
const KEEPS_ALL = ["--set", "retention.points=0s"];
const runImport = (...argv: string[]): Promise<ToolRun> =>
  startTool(["import", ...argv, ...(argv.includes("--set") ? KEEPS_ALL : [])]).ended;

const site = [
  { type: "aggregate", id: "site", operational_status: "production" },
  { type: "node", id: "pc1", node_type: "server", aggregate_id: "site", ts: 1_600_000_000_000_000 },
  {
    type: "node",
    event: "cpu_util",
    id: "pc1",
    points: [
      [1, 2],
      [3, 4],
    ],
  },
];

async function aFile(text: string): Promise<{ folder: string; file: string }> {
  const folder = await aFolder();
  const file = join(folder, "data");
  await writeFile(file, text);
  return { folder, file };
}

test("a file is written into the store of a configuration", async () => {
  const { folder, file } = await aFile(JSON.stringify(site));
  const storeFile = join(folder, "site.db");

  const first = await runImport(file, "--set", `store.file=${storeFile}`);
  const again = await runImport(file, "--set", `store.file=${storeFile}`, "--json");

  expect(first).toEqual({
    code: 0,
    stdout:
      "info:   2 inserted, 0 updated, 0 unchanged, 0 refused\n" +
      "points: 2 inserted, 0 there already, 0 replaced, 0 refused\n",
    stderr: "",
  });
  expect(JSON.parse(again.stdout)).toMatchObject({
    complete: true,
    info: { inserted: 0, unchanged: 1 },
    points: { inserted: 0, duplicates: 2 },
  });
  const store = await openSqliteStore({ file: storeFile, clock: systemClock });
  expect(await store.info.count({})).toBe(2);
  expect(
    await store.series.latest([
      { source: "", objectType: "node", event: "cpu_util", objectId: "pc1" },
    ]),
  ).toEqual([{ ts: 3, value: 4 }]);
  await store.close();
});

test("a file is sent to a datastore by who may write there", async () => {
  const memory = new WrittenStore();
  const { datastore, ca, folder } = await aDatastore({
    memory,
    sets: [`access.writers=["${AGENT}"]`],
  });
  const { cert, key } = await ca.client(AGENT);
  const [pem, file] = [join(folder, "me.pem"), join(folder, "data.ndjson")];
  await writeFile(pem, cert + key);
  await writeFile(
    file,
    [...site, { ...site[2], id: "nobody" }].map((one) => JSON.stringify(one)).join("\n"),
  );

  const { code, stdout, stderr } = await runImport(
    file,
    "--url",
    datastore.url,
    "--cert",
    pem,
    "--insecure",
  );

  expect(code).toBe(1);
  expect(stdout).toContain("info:   2 inserted");
  expect(stdout).toContain("points: 2 inserted, 0 there already, 0 replaced, 2 refused");
  expect(stderr).toContain("2 of node nobody cpu_util: there is no info about the object");
  expect([...memory.points("node", "cpu_util", "pc1")]).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(memory.object("node", "pc1")?.references).toEqual([
    { field: "aggregate_id", type: "aggregate", id: "site" },
  ]);
});

test("who may not write is told so, and nothing is written", async () => {
  const memory = new WrittenStore();
  const { datastore, ca, folder } = await aDatastore({ memory });
  const { cert, key } = await ca.client(COLLECTOR);
  const files = {
    pem: join(folder, "me.pem"),
    key: join(folder, "key.pem"),
    data: join(folder, "data"),
  };
  await writeFile(files.pem, cert);
  await writeFile(files.key, key);
  await writeFile(files.data, JSON.stringify(site));

  const { code, stderr } = await runImport(
    ...[files.data, "--url", datastore.url, "--cert", files.pem, "--key", files.key, "--insecure"],
  );

  expect(code).toBe(1);
  expect(stderr).toContain("answered 403");
  expect(memory.memory.objects.size).toBe(0);
});

test("line protocol is told by how it begins", async () => {
  const { folder, file } = await aFile("# a comment\nnode,id=pc1 cpu_util=12.5 1000\nbroken\n");
  const sets = [`store.file=${join(folder, "site.db")}`, "ingest.require_info=false"];

  const { code, stdout, stderr } = await runImport(
    ...[file, "--precision", "us", ...sets.flatMap((set) => ["--set", set])],
  );

  expect([code, stderr]).toEqual([1, expect.stringContaining("line 3")]);
  expect(stdout).toContain("points: 1 inserted");
  expect(stdout).toContain("unreadable: 1");
});

test("a text that breaks off ends the import with 1, after what stands before was written", async () => {
  const { folder, file } = await aFile(JSON.stringify(site).slice(0, -1));

  const { code, stdout, stderr } = await runImport(
    file,
    "--set",
    `store.file=${join(folder, "site.db")}`,
  );

  expect(code).toBe(1);
  expect(stdout).toContain("points: 2 inserted");
  expect(stderr).toContain("stopped: not JSON of objects");
});

test.each([
  ["no destination", [], "--url, or --config or --set, must say where it goes"],
  ["two destinations", ["--url", "https://localhost:1", "--set", "port=1"], "do not go together"],
  ["a bad URL", ["--url", "ftp://x"], "https:// URL"],
  ["a missing certificate", ["--url", "https://localhost:1", "--cert", "/nowhere.pem"], "--cert"],
  ["an unknown setting", ["--set", "stor.file=x"], "stor"],
  ["a bad precision", ["--set", "port=1", "--precision", "d"], "--precision"],
])("%s is a wrong command line", async (_, argv, text) => {
  const { file } = await aFile("[]");

  const { code, stderr } = await runImport(file, ...argv);

  expect([code, stderr]).toEqual([2, expect.stringContaining(text)]);
});

test("points that retention would remove at once are refused, and said to be", async () => {
  const { folder, file } = await aFile(JSON.stringify(site));
  const storeFile = join(folder, "site.db");
  const sets = ["--set", `store.file=${storeFile}`, "--set=retention.points=1h"];
  const { code, stdout, stderr } = await startTool(["import", file, ...sets]).ended;

  expect(code).toBe(1);
  expect(stdout).toContain("2 refused");
  expect(stderr).toContain("3600000 ms old (ingest.max_age, retention.points)");
});

test("a file that is not there is a wrong command line", async () => {
  const { code, stderr } = await runImport("/nowhere/at/all", "--set", "port=1");

  expect([code, stderr]).toEqual([2, expect.stringContaining("cannot read /nowhere/at/all")]);
});
