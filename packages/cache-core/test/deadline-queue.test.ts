import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import fc from "fast-check";
import { Deadline, DeadlineQueue } from "../src/deadline-queue.js";

function aQueue() {
  const clock = new FakeClock();
  const queue = new DeadlineQueue(clock);
  const fired: { name: number; atMs: number }[] = [];
  const deadline = (name: number): Deadline =>
    new Deadline(() => fired.push({ name, atMs: clock.monotonicMs() }));
  return { clock, queue, fired, deadline };
}

describe("DeadlineQueue", () => {
  test("a callback that throws does not take the later deadlines with it", () => {
    const { clock, queue, fired, deadline } = aQueue();
    const failing = new Deadline(() => {
      throw new Error("boom");
    });
    queue.add(failing, 10);
    queue.add(deadline(1), 20);
    expect(() => clock.advance(10)).toThrow("boom");
    clock.advance(10);
    expect(fired).toEqual([{ name: 1, atMs: 20 }]);
  });

  test("each deadline fires once, at its own time", () => {
    const { clock, queue, fired, deadline } = aQueue();
    queue.add(deadline(1), 30);
    queue.add(deadline(2), 10);
    clock.advance(100);
    expect(fired).toEqual([
      { name: 2, atMs: 10 },
      { name: 1, atMs: 30 },
    ]);
    expect(queue.size).toBe(0);
  });

  test("however many deadlines wait, one timer is set", () => {
    const { clock, queue, deadline } = aQueue();
    for (let i = 0; i < 1_000; i++) queue.add(deadline(i), 1_000 - i);
    expect(queue.size).toBe(1_000);
    expect(clock.pendingTimers).toBe(1);
  });

  test("a deadline in the past fires at the next turn, not within the call", () => {
    const { clock, queue, fired, deadline } = aQueue();
    clock.advance(50);
    queue.add(deadline(1), 10);
    expect(fired).toEqual([]);
    clock.advance(0);
    expect(fired).toEqual([{ name: 1, atMs: 50 }]);
  });

  test("adding a queued deadline again moves it", () => {
    const { clock, queue, fired, deadline } = aQueue();
    const moved = deadline(1);
    queue.add(moved, 10);
    queue.add(moved, 40);
    expect(queue.size).toBe(1);
    clock.advance(100);
    expect(fired).toEqual([{ name: 1, atMs: 40 }]);
  });

  test("a removed deadline stays silent, and removing it again does nothing", () => {
    const { clock, queue, fired, deadline } = aQueue();
    const removed = deadline(1);
    queue.add(removed, 10);
    queue.remove(removed);
    queue.remove(removed);
    clock.advance(100);
    expect(fired).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });

  test("removing one from the middle leaves all others at their own time", () => {
    const { clock, queue, fired, deadline } = aQueue();
    const deadlines = [1, 10, 2, 11, 12, 3, 4].map((atMs) => ({ atMs, due: deadline(atMs) }));
    for (const { atMs, due } of deadlines) queue.add(due, atMs);
    // 4, the last in the heap, takes the place of 11 below the later 10 and has to rise.
    queue.remove(deadlines[3]?.due ?? deadline(0));
    for (const atMs of [30, 31, 32]) queue.add(deadline(atMs), atMs);
    clock.advance(40);
    expect(fired.map(({ atMs }) => atMs)).toEqual([1, 2, 3, 4, 10, 12, 30, 31, 32]);
  });

  test("a deadline may add and remove others while it fires", () => {
    const { clock, queue, fired, deadline } = aQueue();
    const [late, doomed] = [deadline(2), deadline(3)];
    const first = new Deadline(() => {
      queue.remove(doomed);
      queue.add(late, 25);
      queue.add(first, 60);
    });
    queue.add(first, 10);
    queue.add(doomed, 20);
    clock.advance(50);
    expect(fired).toEqual([{ name: 2, atMs: 25 }]);
    expect(queue.size).toBe(1);
  });

  test("clearing leaves no deadline and no timer, and the queue is good for new ones", () => {
    const { clock, queue, fired, deadline } = aQueue();
    const cleared = deadline(1);
    queue.add(cleared, 10);
    queue.clear();
    expect(clock.pendingTimers).toBe(0);
    queue.remove(cleared);
    queue.add(deadline(2), 20);
    clock.advance(100);
    expect(fired).toEqual([{ name: 2, atMs: 20 }]);
  });

  test("any adding, moving and removing fires exactly what is due, in the order of time", () => {
    const step = fc.record({
      name: fc.nat(15),
      inMs: fc.nat(200),
      passMs: fc.nat(30),
      removes: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: "max" }), (steps) => {
        const { clock, queue, fired, deadline } = aQueue();
        const deadlines = Array.from({ length: 16 }, (_, name) => deadline(name));
        const model = new Map<number, number>();
        for (const { name, inMs, passMs, removes } of steps) {
          const chosen = deadlines[name];
          if (!chosen) throw new RangeError(`no deadline ${name}`);
          const atMs = clock.monotonicMs() + inMs;
          if (removes) queue.remove(chosen);
          else queue.add(chosen, atMs);
          if (removes) model.delete(name);
          else model.set(name, atMs);
          fired.length = 0;
          clock.advance(passMs);
          const due = [...model].filter(([, dueMs]) => dueMs <= clock.monotonicMs());
          for (const [dueName] of due) model.delete(dueName);
          expect(new Map(fired.map((entry) => [entry.name, entry.atMs]))).toEqual(new Map(due));
          expect(fired.length).toBe(due.length);
          const times = fired.map((entry) => entry.atMs);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          expect(queue.size).toBe(model.size);
        }
      }),
    );
  });
});
