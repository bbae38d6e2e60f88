import { expect, test } from "@jest/globals";
import { Turnstile } from "../../src/read/turnstile.js";

const here = (): AbortSignal => new AbortController().signal;

test("who waits is let in by turns, as places are given up", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 2 });
  const order: string[] = [];
  const leave = await turnstile.enter(here());
  const second = turnstile.enter(here()).then((left) => (order.push("second"), left));
  const third = turnstile.enter(here()).then((left) => (order.push("third"), left));

  leave();
  leave();
  (await second)();
  (await third)();

  expect(order).toEqual(["second", "third"]);
  expect([turnstile.inside, turnstile.waiting]).toEqual([0, 0]);
});

test("too many who wait are turned away, but not who has begun already", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 0 });
  const leave = await turnstile.enter(here());

  await expect(turnstile.enter(here())).rejects.toMatchObject({ code: "unavailable" });
  const begun = turnstile.enter(here(), true);
  leave();

  (await begun)();
});

test("who goes away while waiting leaves the queue", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 1 });
  const leave = await turnstile.enter(here());
  const leaving = new AbortController();
  const gone = turnstile.enter(leaving.signal);

  leaving.abort();

  await expect(gone).rejects.toMatchObject({ code: "unavailable" });
  expect(turnstile.waiting).toBe(0);
  leave();
  expect(turnstile.inside).toBe(0);
});

test("a place is given up when the work fails", async () => {
  const turnstile = new Turnstile({ maxConcurrent: 1, maxWaiting: 1 });

  await expect(turnstile.within(here(), () => Promise.reject(new Error("no")))).rejects.toThrow(
    "no",
  );

  expect(turnstile.inside).toBe(0);
});
