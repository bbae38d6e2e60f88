import { expect, test } from "@jest/globals";
import { Turnstile } from "../../src/read/turnstile.js";

const by = (who: string) => ({ who });
const here = (): AbortSignal => new AbortController().signal;

test("who waits is let in by turns, as places are given up", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 2 });
  const order: string[] = [];
  const leave = await turnstile.enter(here(), by("a"));
  const second = turnstile.enter(here(), by("a")).then((left) => (order.push("second"), left));
  const third = turnstile.enter(here(), by("a")).then((left) => (order.push("third"), left));

  leave();
  leave();
  (await second)();
  (await third)();

  expect(order).toEqual(["second", "third"]);
  expect([turnstile.inside, turnstile.waiting]).toEqual([0, 0]);
});

test("too many who wait are turned away, but not who has begun already", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 0 });
  const leave = await turnstile.enter(here(), by("a"));

  await expect(turnstile.enter(here(), by("a"))).rejects.toMatchObject({ code: "unavailable" });
  const begun = turnstile.enter(here(), { who: "a", hasBegun: true });
  leave();

  (await begun)();
});

test("who goes away while waiting leaves the queue", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 1 });
  const leave = await turnstile.enter(here(), by("a"));
  const leaving = new AbortController();
  const gone = turnstile.enter(leaving.signal, by("a"));

  leaving.abort();

  await expect(gone).rejects.toMatchObject({ code: "unavailable" });
  expect(turnstile.waiting).toBe(0);
  leave();
  expect(turnstile.inside).toBe(0);
});

test("a place is given up when the work fails", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 1 });

  await expect(
    turnstile.within(here(), by("a"), () => Promise.reject(new Error("no"))),
  ).rejects.toThrow("no");

  expect(turnstile.inside).toBe(0);
});

test("one caller who fills the row keeps no other out", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 4, maxWaiting: 4 });
  const greedy = await Promise.all([1, 2, 3].map(() => turnstile.enter(here(), by("greedy"))));
  const waiting = [1, 2, 3].map(() => turnstile.enter(here(), by("greedy")));
  await expect(turnstile.enter(here(), by("greedy"))).rejects.toMatchObject({
    code: "unavailable",
  });

  const other = await turnstile.enter(here(), by("other"));

  expect([turnstile.inside, turnstile.waiting]).toEqual([4, 3]);
  other();
  for (const leave of greedy) leave();
  for (const leave of await Promise.all(waiting)) leave();
  expect([turnstile.inside, turnstile.waiting]).toEqual([0, 0]);
});

test("callers who wait are served by turns, however many of one stand there", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 100 });
  const order: string[] = [];
  const leave = await turnstile.enter(here(), by("a"));
  const all = ["a", "a", "a", "b", "c", "b"].map(async (who) => {
    const left = await turnstile.enter(here(), by(who));
    order.push(who);
    left();
  });

  leave();
  await Promise.all(all);

  expect(order).toEqual(["a", "b", "c", "a", "b", "a"]);
});

test("replies that are sent as they are made are bounded, and one caller does not have all", () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 0 });
  const ends = Array.from({ length: 6 }, () => turnstile.beginStream("a"));

  expect(() => turnstile.beginStream("a")).toThrow("6, limit is 8, and less for one caller");
  turnstile.beginStream("b");
  ends[0]?.();
  ends[0]?.();

  turnstile.beginStream("a");
  expect(() => turnstile.beginStream("a")).toThrow("long replies");
});
