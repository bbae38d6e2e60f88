import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { FakeClock } from "@signalbox/clock/testing";
import { openPostgresStore, type TimeseriesStore } from "../../src/index.js";
import { aKey, minutes, points, readAll } from "../contract/series-fixture.js";
import type { StartedPostgres } from "../../src/testing/index.js";
import { TestDatabase } from "./test-database.js";

const outOfReach = { code: expect.stringMatching(/^(unavailable|upstream_timeout)$/) };

/** Where a test is: each has a database and a store of its own. */
interface Place {
  readonly server: StartedPostgres;
  readonly database: TestDatabase;
  store: TimeseriesStore;
}

/** On a server of our own, which is stopped under the store's feet. */
export function describeFailures(server: StartedPostgres): void {
  describe("a server that fails", () => {
    const place = placeOn(server);
    losesNothing(place);
    isFoundAgain(place);
    isNotTrusted(place);
  });
}

function placeOn(server: StartedPostgres): Place {
  const database = new TestDatabase(server.url);
  // Set before each test.
  const place = { server, database } as Place;
  beforeEach(async () => {
    await database.create();
    place.store = await openPostgresStore({ url: database.url, clock: systemClock, poolSize: 3 });
  });
  afterEach(async () => {
    await place.store.close();
    await database.drop();
  });
  return place;
}

function losesNothing(at: Place): void {
  test("no acknowledged point is lost when it dies in the middle of writes", async () => {
    let acknowledged = 0;
    for (let round = 0; round < 5; round++) {
      let dead: Promise<void> | undefined;
      const killAfter = acknowledged + 3 + round;
      for (;;) {
        const id = `n${acknowledged}`;
        const write = at.store.series.put([minutes(aKey(id), round % 2 === 0 ? 50 : 5000)]);
        if (acknowledged >= killAfter) dead ??= at.server.stopAtOnce();
        const failed = await write.then(
          () => undefined,
          (error: unknown) => error,
        );
        if (failed !== undefined) {
          expect(failed).toMatchObject(outOfReach);
          break;
        }
        acknowledged += 1;
      }
      await dead;
      await at.server.startAgain();
    }
    const series = Array.from({ length: acknowledged }, (_, index) => aKey(`n${index}`));
    const found = await readAll(at.store, { series });
    expect(found).toHaveLength(acknowledged);
    for (const { ts, values } of found) {
      expect([50, 5000]).toContain(ts.length);
      expect(values).toEqual(ts.map((__, index) => index));
    }
    expect((await at.store.check()).problems).toEqual([]);
  });

  test("a session that is cut in the middle of a write writes all of it or nothing", async () => {
    await at.store.series.put([points(aKey("known"), [1, 1])]);
    const batch = Array.from({ length: 60 }, (_, index) => minutes(aKey(`n${index}`), 1000));
    const write = at.store.series.put(batch);
    const [cut] = await Promise.allSettled([write, cutSessions(at.database)]);
    const { points: count } = await at.store.stats();
    expect([1, 60_001]).toContain(count);
    if (cut.status === "fulfilled") expect(count).toBe(60_001);
    else expect(cut.reason).toMatchObject(outOfReach);
    const again = await at.store.series.put(batch);
    expect(again.inserted + again.duplicates).toBe(60_000);
  });
}

function isFoundAgain(at: Place): void {
  test("it is found again after it was stopped, and a write may be repeated", async () => {
    await at.store.series.put([points(aKey(), [1, 1])]);
    await at.server.stopAtOnce();
    await expect(at.store.series.put([points(aKey(), [2, 2])])).rejects.toMatchObject(outOfReach);
    await expect(at.store.info.count({})).rejects.toMatchObject(outOfReach);
    const opening = openPostgresStore({ url: at.database.url, clock: systemClock });
    await expect(opening).rejects.toMatchObject(outOfReach);
    await at.server.startAgain();
    expect(await at.store.series.put([points(aKey(), [1, 1], [2, 2])])).toMatchObject({
      inserted: 1,
    });
  });

  test("works over a Unix socket as well", async () => {
    const url = new URL(at.server.socketUrl);
    url.pathname = new URL(at.database.url).pathname;
    const near = await openPostgresStore({ url: url.href, clock: systemClock });
    expect(await near.series.put([points(aKey(), [1, 1])])).toMatchObject({ inserted: 1 });
    await near.close();
  });
}

function isNotTrusted(at: Place): void {
  test("a server that does not answer is given up, and used again when it does", async () => {
    const clock = new FakeClock();
    const patient = await openPostgresStore({ url: at.database.url, clock, poolSize: 1 });
    await patient.series.put([points(aKey(), [1, 1])]);
    const pids = await sessions(at.database);
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    const write = patient.series.put([points(aKey(), [2, 2])]);
    const read = patient.series.latest([aKey()]);
    const outcomes = Promise.allSettled([write, read]);
    // The write holds the only connection, the read waits for it; both have been sent on their way by now.
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(31_000);
    clock.advance(31_000);
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: outOfReach });
    }
    for (const pid of pids) process.kill(pid, "SIGCONT");
    expect(await patient.series.put([points(aKey(), [3, 3])])).toMatchObject({ inserted: 1 });
    await patient.close();
  });

  test("ids of series are asked for again after the server was set back", async () => {
    await at.store.series.put([points(aKey("a"), [1, 1])]);
    await at.database.sql("truncate signalbox.series, signalbox.points restart identity");
    await at.database.sql(`insert into signalbox.series (source, object_type, event, object_id)
        values ('', 'node', 'cpu_util', 'other')`);
    await cutSessions(at.database);
    await expect(at.store.series.latest([aKey("a")])).resolves.toEqual([undefined]);
    await at.store.series.put([points(aKey("a"), [5, 5])]);
    expect(await readAll(at.store, { series: [aKey("other"), aKey("a")] })).toEqual([
      points(aKey("a"), [5, 5]),
    ]);
  });
}

async function sessions(database: TestDatabase): Promise<readonly number[]> {
  const rows = await database.sql(
    `select pid from pg_stat_activity
     where application_name = 'signalbox' and datname = current_database()`,
  );
  return rows.map(({ pid }) => Number(pid));
}

async function cutSessions(database: TestDatabase): Promise<void> {
  await database.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'signalbox' and datname = current_database()`,
  );
}
