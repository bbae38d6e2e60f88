import { expect, test } from "@jest/globals";
import { WriteQueue, type WriteQueueOptions } from "../../src/postgres/write-queue.js";

function aQueue(options: Partial<WriteQueueOptions> = {}): WriteQueue {
  return new WriteQueue({
    maxWaitingWrites: 10,
    maxWaitingPoints: 100,
    maxConcurrentWrites: 1,
    ...options,
  });
}

/** Work that ends when it is told to. */
function held() {
  let end: () => void = () => undefined;
  const work = () => new Promise<void>((resolve) => (end = resolve));
  return { work, end: () => end() };
}

test("writes begin one after the other, in the order they came, also after one that failed", async () => {
  const queue = aQueue();
  const begun: number[] = [];
  const writes = [1, 2, 3].map((number) =>
    queue.run(1, () => {
      begun.push(number);
      return number === 1 ? Promise.reject(new Error("failed")) : Promise.resolve(number);
    }),
  );
  const outcomes = await Promise.allSettled(writes);
  expect(begun).toEqual([1, 2, 3]);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
});

test("a write beyond the number or the points that may wait is refused at once", async () => {
  const queue = aQueue({ maxWaitingWrites: 2 });
  const first = held();
  const running = queue.run(1000, first.work);
  const waiting = [queue.run(60, () => Promise.resolve()), queue.run(40, () => Promise.resolve())];
  await expect(queue.run(0, () => Promise.resolve())).rejects.toMatchObject({
    code: "unavailable",
    message: "2 writes wait for the store, limit is 2",
  });
  expect(queue.waiting).toBe(2);
  first.end();
  await Promise.all([running, ...waiting]);
  expect(queue.waiting).toBe(0);
});

test("points of writes that wait are bounded, but a single large one may wait", async () => {
  const queue = aQueue();
  const first = held();
  const running = queue.run(1, first.work);
  const large = queue.run(500, () => Promise.resolve());
  await expect(queue.run(1, () => Promise.resolve())).rejects.toMatchObject({
    code: "unavailable",
    message: "500 points wait for the store, limit is 100",
  });
  first.end();
  await Promise.all([running, large]);
});

test("closing refuses what waits and what comes, and lets finish what runs", async () => {
  const queue = aQueue();
  const first = held();
  const running = queue.run(1, first.work);
  const waiting = queue.run(1, () => Promise.resolve());
  queue.close();
  await expect(waiting).rejects.toMatchObject({ code: "unavailable" });
  await expect(queue.run(1, () => Promise.resolve())).rejects.toMatchObject({
    code: "unavailable",
  });
  first.end();
  await expect(running).resolves.toBeUndefined();
});
