import { describe, expect, test } from "@jest/globals";
import { sleep, systemClock } from "../src/index.js";
import { FakeClock } from "../src/testing/index.js";

describe("FakeClock", () => {
  test("timers fire in the order of their time, then of their making", () => {
    const clock = new FakeClock();
    const fired: string[] = [];
    clock.after(20, () => fired.push("late"));
    clock.after(10, () => fired.push("first"));
    clock.after(10, () => fired.push("second"));
    clock.advance(20);
    expect(fired).toEqual(["first", "second", "late"]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("a timer set while another fires is fired at its own time", () => {
    const clock = new FakeClock();
    const firedAtMs: number[] = [];
    clock.after(10, () => clock.after(5, () => firedAtMs.push(clock.monotonicMs())));
    clock.advance(100);
    expect(firedAtMs).toEqual([15]);
  });

  test("a cancelled timer stays silent", () => {
    const clock = new FakeClock();
    let fired = false;
    const cancel = clock.after(1, () => (fired = true));
    cancel();
    cancel();
    clock.advance(10);
    expect(fired).toBe(false);
  });

  test("a step of the wall clock moves no timer", () => {
    const clock = new FakeClock();
    let fired = false;
    clock.after(1000, () => (fired = true));
    clock.stepWallClock(7_200_000);
    clock.advance(999);
    expect(fired).toBe(false);
    expect(clock.monotonicMs()).toBe(999);
  });
});

describe("systemClock", () => {
  test("a delay beyond Node's own limit does not fire at once", async () => {
    let fired = false;
    const cancel = systemClock.after(2 ** 31 + 5, () => (fired = true));
    await sleep(systemClock, 20);
    cancel();
    expect(fired).toBe(false);
  });

  test("a delay that is not a number is refused", () => {
    expect(() => systemClock.after(Number.NaN, () => undefined)).toThrow(RangeError);
  });

  test("monotonic time does not go back", () => {
    const first = systemClock.monotonicMs();
    expect(systemClock.monotonicMs()).toBeGreaterThanOrEqual(first);
  });
});

describe("sleep", () => {
  test("ends early with the signal's reason and leaves no timer", async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const sleeping = sleep(clock, 1000, controller.signal);
    controller.abort(new Error("shutting down"));
    await expect(sleeping).rejects.toThrow("shutting down");
    expect(clock.pendingTimers).toBe(0);
  });
});
