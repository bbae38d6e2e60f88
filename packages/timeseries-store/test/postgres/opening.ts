import { describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { openPostgresStore, type TimeseriesStore } from "../../src/index.js";
import { aKey, points, readAll } from "../contract/series-fixture.js";
import type { TestDatabase } from "./test-database.js";

export function describeOpening(database: TestDatabase): void {
  describe("opening", () => {
    bringsTheSchemaUpToDate(database);
    refusesWhatCannotBe(database);
  });
  describe("what PostgreSQL is asked to do", () => {
    leavesToTheServer(database);
  });
}

function opener(database: TestDatabase): (schema: string) => Promise<TimeseriesStore> {
  return (schema) => openPostgresStore({ url: database.url, schema, clock: systemClock });
}

function bringsTheSchemaUpToDate(database: TestDatabase): void {
  const open = opener(database);

  test("several processes that start at once share one schema", async () => {
    const schema = database.newSchema();
    const stores = await Promise.all(Array.from({ length: 6 }, () => open(schema)));
    const reports = await Promise.all(stores.map((s) => s.series.put([points(aKey(), [1, 1])])));
    expect(reports.reduce((sum, { inserted }) => sum + inserted, 0)).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  test("a schema of a newer program is refused, and left as it is", async () => {
    const schema = database.newSchema();
    await (await open(schema)).close();
    await database.sql(`insert into ${schema}.migration values ('9999-future', '2030-01-01')`);
    await expect(open(schema)).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("9999-future"),
    });
    expect(await database.sql(`select name from ${schema}.migration`)).toHaveLength(3);
  });

  test("schemas of one database are apart", async () => {
    const [one, other] = [await database.openStore(), await database.openStore()];
    await one.store.series.put([points(aKey(), [1, 1])]);
    expect(await readAll(other.store, { series: [aKey()] })).toEqual([]);
    await one.dispose();
    await other.dispose();
  });
}

function refusesWhatCannotBe(database: TestDatabase): void {
  const open = opener(database);

  test.each(["Signalbox", 'a"b', "x; drop table y", "pg_toast", ""])(
    "the schema name %j is refused",
    async (schema) => {
      await expect(open(schema)).rejects.toMatchObject({ code: "invalid_argument" });
    },
  );

  test("a database that does not exist is told without the password", async () => {
    const url = new URL(database.url);
    url.pathname = "/no_such_database";
    url.password = "secret-word";
    const refused = openPostgresStore({ url: url.href, clock: systemClock });
    await expect(refused).rejects.toMatchObject({ code: "invalid_argument" });
    const text = await refused.catch((error: unknown) => String(error));
    expect(text).toContain("/no_such_database");
    expect(text).not.toContain("secret-word");
  });
}

function leavesToTheServer(database: TestDatabase): void {
  const open = opener(database);

  test.each([
    ["full", "on"],
    ["normal", "off"],
  ] as const)(
    "writes are as durable as asked (%s), whatever the server does",
    async (durability, expected) => {
      const name = new URL(database.url).pathname.slice(1);
      await database.sql(`alter database ${name} set synchronous_commit = off`);
      const schema = database.newSchema();
      const opened = await database.openStore({ durability, schema });
      await database.sql(`create function ${schema}.tell() returns trigger language plpgsql as
        $$ begin new.value := current_setting('synchronous_commit'); return new; end $$`);
      await database.sql(`create trigger tell before insert on ${schema}.named_value
        for each row execute function ${schema}.tell()`);
      await opened.store.values.put("s", [["k", "?"]]);
      expect(await opened.store.values.get("s", "k")).toBe(expected);
      await opened.dispose();
      await database.sql(`alter database ${name} reset synchronous_commit`);
    },
  );

  test("what PostgreSQL does itself is left to it", async () => {
    const opened = await database.openStore();
    await expect(opened.store.backup("file")).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("pg_dump"),
    });
    await opened.dispose();
  });

  test("a check tells what is wrong", async () => {
    const schema = database.newSchema();
    const store = await open(schema);
    await database.sql(`insert into ${schema}.points values (77, 1, 'NaN'), (77, 2, 0)`);
    expect((await store.check()).problems).toEqual([
      "2 points belong to no series",
      "1 points have no finite value",
    ]);
    await store.close();
  });
}
