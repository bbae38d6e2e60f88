import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { isLoopback } from "../../src/rest/key-guard.js";
import { WrongKeys } from "../../src/rest/wrong-keys.js";

function aCounter(maxPeers = 100) {
  const clock = new FakeClock();
  const wrongKeys = new WrongKeys({ clock, maxPerWindow: 2, windowMs: 1_000, maxPeers });
  return { clock, wrongKeys };
}

test("a peer has its number of refusals in each window, from its first one on", () => {
  const { clock, wrongKeys } = aCounter();
  expect([wrongKeys.note("192.0.2.1"), wrongKeys.note("192.0.2.1")]).toEqual([0, 0]);
  clock.advance(400);
  expect(wrongKeys.note("192.0.2.1")).toBe(600);
  expect(wrongKeys.note("192.0.2.2")).toBe(0);
  clock.advance(600);
  expect(wrongKeys.note("192.0.2.1")).toBe(0);
});

test.each([
  ["2001:db8::1", "2001:db8::2:1", "of one /64 network"],
  ["192.0.2.1", "::ffff:192.0.2.1", "that is one, written twice"],
  ["fe80::1%eth0", "fe80::1", "with and without its zone"],
])("%s and %s are one peer: %s", (one, other) => {
  const { wrongKeys } = aCounter();
  wrongKeys.note(one);
  wrongKeys.note(other);
  expect(wrongKeys.note(one)).toBeGreaterThan(0);
});

test("two /64 networks are two peers", () => {
  const { wrongKeys } = aCounter();
  for (let count = 0; count < 3; count++) wrongKeys.note("2001:db8:0:1::1");
  expect(wrongKeys.note("2001:db8:0:2::1")).toBe(0);
});

test("so many peers are remembered and no more, and none beyond its window", () => {
  const { clock, wrongKeys } = aCounter(3);
  for (let peer = 0; peer < 10; peer++) wrongKeys.note(`192.0.2.${peer}`);
  expect(wrongKeys.size).toBe(3);
  clock.advance(1_000);
  wrongKeys.note(undefined);
  expect(wrongKeys.size).toBe(1);
});

test.each([
  ["127.0.0.1", true],
  ["127.9.9.9", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["128.0.0.1", false],
  ["::2", false],
  ["127.example.net", false],
  [undefined, false],
])("%s is a loopback address: %s", (address, expected) => {
  expect(isLoopback(address)).toBe(expected);
});
