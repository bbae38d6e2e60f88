import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { aWriter, FakeReceiver, seconds, settled, T } from "./a-writer.js";
import { KeptPoints } from "./kept-points.js";

const later = { kind: "later", reason: "answered 503" } as const;
const refused = { kind: "refused", reason: "answered 400" } as const;

test("new points are sent in batches, in the order of their coming", async () => {
  const { writer, receiver, put } = aWriter();
  await writer.start();
  await settled();

  put("a", seconds(1, 2));
  put("b", seconds(1));
  put("a", seconds(3));
  await settled();

  expect(receiver.requests).toEqual([
    [
      ["a", [1, 2]],
      ["b", [1]],
    ],
    [["a", [3]]],
  ]);
  await writer.close();
  expect(receiver.isClosed).toBe(true);
});

test("a request that fails is sent again after growing pauses, and nothing overtakes it", async () => {
  const { writer, receiver, clock, put } = aWriter();
  receiver.answers.push(later, later, later);
  await writer.start();
  await settled();
  put("a", seconds(1));
  await settled();
  put("a", seconds(2));

  const posts: number[] = [receiver.posts];
  // Half of each pause is chance, which is 0.5 here: 750, 1500, 3000 ms.
  for (const ms of [749, 1, 1499, 1, 2999, 1]) {
    clock.advance(ms);
    await settled();
    posts.push(receiver.posts);
  }

  expect(posts).toEqual([1, 1, 2, 2, 3, 3, 5]);
  expect(receiver.taken.get("a")).toEqual([1, 2]);
  await writer.close();
});

test("a receiver that asks for a pause gets it", async () => {
  const { writer, receiver, clock, put } = aWriter();
  receiver.answers.push({ ...later, retryAfterMs: 30_000 });
  await writer.start();
  put("a", seconds(1));
  await settled();

  clock.advance(29_999);
  await settled();
  expect(receiver.posts).toBe(1);
  clock.advance(1);
  await settled();

  expect(receiver.taken.get("a")).toEqual([1]);
  await writer.close();
});

test("what is refused is dropped, counted and not sent again", async () => {
  const { writer, receiver, dropped, put } = aWriter();
  await writer.start();
  await settled();
  receiver.answers.push(refused);
  put("a", seconds(1, 2));
  await settled();
  put("a", seconds(3));
  await settled();

  expect(receiver.taken.get("a")).toEqual([3]);
  expect(dropped).toEqual([[2, "refused"]]);
  await writer.close();
});

test("without catching up the oldest points make room and are gone", async () => {
  const { writer, receiver, dropped, put } = aWriter({ maxWaitingPoints: 3, catchUpMs: 0 });

  put("a", seconds(1, 2, 3, 4, 5));
  expect(writer.waitingPoints).toBe(3);
  await writer.start();
  await settled();

  expect(receiver.taken.get("a")).toEqual([3, 4, 5]);
  expect(dropped).toEqual([
    [1, "overflow"],
    [1, "overflow"],
  ]);
  await writer.close();
});

test("with catching up what made room is sent from the store, in order", async () => {
  const { writer, receiver, clock, put } = aWriter({ maxWaitingPoints: 3 });
  await writer.start();
  await settled();
  receiver.answers.push(later);
  put("a", seconds(1));
  await settled();

  put("a", seconds(2, 3, 4, 5, 6, 7));
  clock.advance(1000);
  await settled();

  expect(receiver.taken.get("a")).toEqual([1, 2, 3, 4, 5, 6, 7]);
  await writer.close();
});

test("after a restart everything goes on where it ended, late points included", async () => {
  const kept = new KeptPoints();
  const first = aWriter({ kept });
  await first.writer.start();
  await settled();
  first.put("a", seconds(1, 2, 3));
  await settled();
  first.receiver.answers.push(...Array.from({ length: 9 }, () => later));
  first.put("a", seconds(0, 4));
  first.put("b", seconds(1));
  await settled();
  await first.writer.close();
  kept.put("a", seconds(5));

  const second = aWriter({ kept });
  await second.writer.start();
  await settled();

  // From the late point on: some come twice, none is missing.
  expect(second.receiver.taken.get("a")).toEqual([0, 1, 2, 3, 4, 5]);
  expect(second.receiver.taken.get("b")).toEqual([1]);
  await second.writer.close();
});

test("a restart sends nothing again that was sent", async () => {
  const kept = new KeptPoints();
  const first = aWriter({ kept });
  await first.writer.start();
  await settled();
  first.put("a", seconds(1, 2, 3));
  await settled();
  await first.writer.close();

  const second = aWriter({ kept });
  await second.writer.start();
  await settled();

  expect(second.receiver.posts).toBe(0);
  await second.writer.close();
});

test("after a process that was killed all of the time to catch up is sent again", async () => {
  const kept = new KeptPoints();
  const { writer, clock, put } = aWriter({ kept });
  await writer.start();
  await settled();
  put("a", seconds(1, 2));
  await settled();
  clock.advance(10_000);
  await settled();
  // A point that came late, stored when the process ends.
  kept.put("a", seconds(0));

  const second = aWriter({ kept });
  await second.writer.start();
  await settled();

  expect(second.receiver.taken.get("a")).toEqual([0, 1, 2]);
  await second.writer.close();
  await writer.close();
});

test("marks are written while it runs, so that the loss of the process costs little", async () => {
  const { writer, kept, clock, put } = aWriter();
  await writer.start();
  await settled();
  put("a", seconds(1, 2));
  await settled();
  expect([...kept.marks.values()]).toEqual(["running"]);

  clock.advance(10_000);
  await settled();

  expect([...kept.marks.values()]).toContain(String(T + 2_000_000));
  await writer.close();
});

test("points older than the time to catch up are left where they are", async () => {
  const kept = new KeptPoints();
  kept.put("a", seconds(-7200, -1800, 0));
  const { writer, receiver } = aWriter({ kept });
  await writer.start();
  await settled();

  expect(receiver.taken.get("a")).toEqual([-1800, 0]);
  await writer.close();
});

test("marks of series that are no longer in the store are removed", async () => {
  const kept = new KeptPoints();
  kept.marks.set("of-a-series-that-is-gone", "17");
  const { writer } = aWriter({ kept });
  await writer.start();
  await settled();

  expect([...kept.marks.keys()]).toEqual(["state"]);
  await writer.close();
});

test("a store that fails is asked again", async () => {
  const kept = new KeptPoints();
  kept.put("a", seconds(1));
  const { writer, receiver, clock, failures } = aWriter({ kept });
  await writer.start();
  kept.failure = new AppError("unavailable", "store is busy");
  await settled();
  expect(failures).toEqual(["store is busy"]);

  kept.failure = undefined;
  clock.advance(1000);
  await settled();

  expect(receiver.taken.get("a")).toEqual([1]);
  await writer.close();
});

test("closing does not wait for a receiver that never answers", async () => {
  const receiver = new FakeReceiver();
  receiver.answers.push(later);
  const { writer, clock, put } = aWriter({ receiver });
  await writer.start();
  put("a", seconds(1));
  await settled();

  await writer.close();

  expect(clock.pendingTimers).toBe(0);
});

test("series beyond the bound are dropped and counted", async () => {
  const { writer, receiver, dropped, put } = aWriter({ maxSeries: 1, catchUpMs: 0 });
  await writer.start();

  put("a", seconds(1));
  put("b", seconds(1, 2));
  await settled();

  expect([...receiver.taken.keys()]).toEqual(["a"]);
  expect(dropped).toEqual([[2, "series"]]);
  await writer.close();
});
