import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { AppError } from "@signalbox/errors";
import { ConnectionPool, type PooledConnection } from "../../src/postgres/connection-pool.js";

class FakeConnection implements PooledConnection {
  isUsable = true;
  isClosed = false;
  destroy(): void {
    this.isUsable = false;
  }
  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

function aPool(open?: () => Promise<FakeConnection>) {
  const clock = new FakeClock();
  const opened: FakeConnection[] = [];
  const pool = new ConnectionPool<FakeConnection>({
    clock,
    poolSize: 2,
    maxWaiting: 2,
    maxWaitMs: 1000,
    onLost: () => undefined,
    open:
      open ??
      (() => {
        const connection = new FakeConnection();
        opened.push(connection);
        return Promise.resolve(connection);
      }),
  });
  return { pool, clock, opened };
}

test("a connection that was given back is used again", async () => {
  const { pool, opened } = aPool();
  for (let round = 0; round < 3; round++) await pool.use(() => Promise.resolve());
  expect(opened).toHaveLength(1);
});

test("one that broke is not", async () => {
  const { pool, opened } = aPool();
  const broken = await pool.take();
  broken.destroy();
  pool.giveBack(broken);
  await pool.use(() => Promise.resolve());
  expect(opened).toHaveLength(2);
});

test("who finds none waits for the next one, in the order of asking", async () => {
  const { pool, opened } = aPool();
  const [one, two] = [await pool.take(), await pool.take()];
  const served: string[] = [];
  const third = pool.take().then(() => served.push("third"));
  const fourth = pool.take().then(() => served.push("fourth"));
  await expect(pool.take()).rejects.toMatchObject({
    code: "unavailable",
    message: "2 requests wait for PostgreSQL, limit is 2",
  });
  one.destroy();
  pool.giveBack(one);
  await third;
  pool.giveBack(two);
  await fourth;
  expect(served).toEqual(["third", "fourth"]);
  expect(opened).toHaveLength(3);
});

test("waiting ends after its time", async () => {
  const { pool, clock } = aPool();
  const taken = [await pool.take(), await pool.take()];
  const waiting = pool.take();
  clock.advance(1000);
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  for (const connection of taken) pool.giveBack(connection);
  await pool.use(() => Promise.resolve());
});

test("a connection opened for one who has given up meanwhile serves others", async () => {
  const opening: ((connection: FakeConnection) => void)[] = [];
  const { pool, clock } = aPool(() => new Promise((resolve) => void opening.push(resolve)));
  const first = pool.take();
  const second = pool.take();
  const late = pool.take();
  opening[0]?.(new FakeConnection());
  opening[1]?.(new FakeConnection());
  const broken = await first;
  broken.destroy();
  pool.giveBack(broken);
  clock.advance(1000);
  await expect(late).rejects.toMatchObject({ code: "unavailable" });
  const spare = new FakeConnection();
  opening[2]?.(spare);
  await second;
  expect(await pool.take()).toBe(spare);
});

test("who waits is told when no connection can be opened", async () => {
  const refused = new AppError("unavailable", "refused");
  let count = 0;
  const { pool } = aPool(() =>
    (count += 1) <= 2 ? Promise.resolve(new FakeConnection()) : Promise.reject(refused),
  );
  const taken = [await pool.take(), await pool.take()];
  const waiting = [pool.take(), pool.take()];
  for (const connection of taken) {
    connection.destroy();
    pool.giveBack(connection);
  }
  for (const one of waiting) await expect(one).rejects.toBe(refused);
});

test("closing waits for who works, refuses who waits, and ends the connections", async () => {
  const { pool, opened } = aPool();
  const taken = [await pool.take(), await pool.take()];
  const waiting = pool.take();
  const closing = pool.close();
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  await expect(pool.take()).rejects.toMatchObject({ code: "unavailable" });
  expect(opened.some(({ isClosed }) => isClosed)).toBe(false);
  for (const connection of taken) pool.giveBack(connection);
  await closing;
  expect(opened.every(({ isClosed }) => isClosed)).toBe(true);
});
