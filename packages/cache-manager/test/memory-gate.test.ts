import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { createMemoryGate } from "../src/memory-gate.js";

const MIB = 1024 * 1024;

function aGate(maxCacheMib: number, startMib = 0) {
  const clock = new FakeClock();
  const process = { rssMib: startMib, readings: 0 };
  const mayGrow = createMemoryGate({
    maxCacheBytes: maxCacheMib * MIB,
    clock,
    rssBytes: () => {
      process.readings++;
      return process.rssMib * MIB;
    },
  });
  return { clock, process, mayGrow };
}

test("the cache may grow while the process is no larger than the limit and 100 MiB", () => {
  const { clock, process, mayGrow } = aGate(256);
  process.rssMib = 356;
  expect(mayGrow()).toBe(true);
  process.rssMib = 357;
  clock.advance(20);
  expect(mayGrow()).toBe(false);
  process.rssMib = 300;
  clock.advance(20);
  expect(mayGrow()).toBe(true);
});

test("the size of the process is not read again at once", () => {
  const { clock, process, mayGrow } = aGate(256);
  for (let i = 0; i < 100; i++) mayGrow();
  expect(process.readings).toBe(2); // the first is that of the start
  clock.advance(20);
  mayGrow();
  expect(process.readings).toBe(3);
});

test("a program that is large from the start is granted its size and a little more", () => {
  const { clock, process, mayGrow } = aGate(64, 500);
  process.rssMib = 64 + 500 + 16;
  expect(mayGrow()).toBe(true);
  process.rssMib++;
  clock.advance(20);
  expect(mayGrow()).toBe(false);
});
