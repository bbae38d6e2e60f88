import { copyFile, open, readFile, stat, writeFile } from "node:fs/promises";
import { afterEach, describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import Database from "libsql";
import { openSqliteStore } from "../../src/index.js";
import { aKey, minutes, readAll } from "../contract/series-fixture.js";
import { aSqliteStore, type OpenedSqlite } from "./sqlite-fixture.js";

const opened: OpenedSqlite[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.dispose();
});

async function aStore(): Promise<OpenedSqlite> {
  const one = await aSqliteStore();
  opened.push(one);
  return one;
}

const openFile = (file: string) => openSqliteStore({ file, clock: systemClock });

describe("opening a file", () => {
  test("that another store has open is refused, and possible once it is closed", async () => {
    const { file, store } = await aStore();
    await expect(openFile(file)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("in use by another process"),
    });
    await store.close();
    await (await openFile(file)).close();
  });

  test("that is no database is refused and left as it was", async () => {
    const { file, store } = await aStore();
    await store.close();
    const text = "these are notes, not a database\n".repeat(300);
    await writeFile(`${file}.txt`, text);
    await expect(openFile(`${file}.txt`)).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("not a database"),
    });
    expect(await readFile(`${file}.txt`, "utf8")).toBe(text);
  });

  test("of another program is refused", async () => {
    const { file, store } = await aStore();
    await store.close();
    const other = new Database(`${file}.other`);
    other.exec("create table notes (text)");
    other.close();
    await expect(openFile(`${file}.other`)).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("another program"),
    });
  });

  test("with tables of a newer version is refused and names both versions", async () => {
    const { file, store } = await aStore();
    await store.close();
    const database = new Database(file);
    database.exec("insert into migration values ('9999-future')");
    database.close();
    await expect(openFile(file)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringMatching(/9999-future.*0001-first/),
    });
  });

  test("in a folder that does not exist is refused", async () => {
    const { file } = await aStore();
    await expect(openFile(`${file}.folder/store.db`)).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("cannot be opened"),
    });
  });

  test("with damaged pages is told as damage, by the check or by whoever reads them", async () => {
    const { file, store } = await aStore();
    await store.series.put([minutes(aKey(), 50_000)]);
    await store.compact();
    await store.close();
    await overwrite(file, 0.3);
    const outcome = await openFile(file).then(
      async (damaged) => {
        const found = await damaged.check().then(
          ({ problems }) => problems.join("\n"),
          (error: unknown) => String(error),
        );
        await damaged.close();
        return found;
      },
      (error: unknown) => String(error),
    );
    expect(outcome).toMatch(/integrity|chunk|damaged/);
  });
});

/** Fills a third of the file with nonsense. */
async function overwrite(file: string, from: number): Promise<void> {
  const { size } = await stat(file);
  const handle = await open(file, "r+");
  await handle.write(Buffer.alloc(Math.floor(size / 3), 0xa5), 0, null, Math.floor(size * from));
  await handle.close();
}

describe("a backup", () => {
  test("is a store of its own with all that was acknowledged before, while writes go on", async () => {
    const { file, store } = await aStore();
    await store.series.put([minutes(aKey("a"), 5000)]);
    await store.compact();
    await store.series.put([minutes(aKey("b"), 100)]);
    const target = `${file}.backup`;
    const [backup] = await Promise.all([
      store.backup(target).then(() => openFile(target)),
      store.series.put([minutes(aKey("c"), 10)]),
    ]);
    const series = [aKey("a"), aKey("b")];
    expect(await readAll(backup, { series })).toEqual([
      minutes(aKey("a"), 5000),
      minutes(aKey("b"), 100),
    ]);
    expect((await backup.check()).problems).toEqual([]);
    await backup.close();
  });

  test("never overwrites a file", async () => {
    const { file, store } = await aStore();
    await copyFile(file, `${file}.backup`);
    await expect(store.backup(`${file}.backup`)).rejects.toMatchObject({
      code: "invalid_argument",
    });
  });
});
