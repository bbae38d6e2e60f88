import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { Deadline } from "../src/deadline-queue.js";
import { FakeAsker } from "../src/testing/index.js";
import { WaiterQueue, type Waiter } from "../src/waiter-queue.js";

const aWaiter = (): Waiter => ({
  asker: new FakeAsker(),
  arrivedAtMs: 0,
  deadline: new Deadline(() => undefined),
  unwatch: () => undefined,
  previous: undefined,
  next: undefined,
});

function inOrder(queue: WaiterQueue): Waiter[] {
  const waiters: Waiter[] = [];
  for (let waiter = queue.first; waiter; waiter = waiter.next) waiters.push(waiter);
  return waiters;
}

test("waiters stand in order of arrival, whoever leaves from wherever", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 40, size: "max" }), (steps) => {
      const queue = new WaiterQueue();
      let model: Waiter[] = [];
      for (const step of steps) {
        const leaver = step % 3 === 0 ? model[step % model.length] : undefined;
        const arrival = aWaiter();
        if (leaver) queue.remove(leaver);
        else queue.append(arrival);
        model = leaver ? model.filter((waiter) => waiter !== leaver) : [...model, arrival];
        expect(queue.size).toBe(model.length);
      }
      // Compared by identity: two waiters look alike.
      expect(inOrder(queue).every((waiter, place) => waiter === model[place])).toBe(true);
    }),
  );
});
