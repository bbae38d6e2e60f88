import { test } from "@jest/globals";
import fc from "fast-check";
import { testLockSettings } from "../src/testing/index.js";
import { LockRun, SLOTS, type Action, type Claiming } from "./lock-run.js";

const key = fc.constantFrom("a", "b", "c");
const slot = fc.nat(SLOTS - 1);
const waitMs = fc.constantFrom(100, 1_000, 5_000, 10_000, 30_000, 60_000, 200_000);
const isDetached = fc.constantFrom(false, false, false, true);

const asking = { key, slot, waitMs, isDetached };
const claiming = {
  key,
  slot,
  by: fc.constantFrom<Claiming["by"]>("token", "token", "old token", "connection"),
};
const anAsk = fc.record({ kind: fc.constant("ask" as const), ...asking });
const someTime = fc.record({
  kind: fc.constant("advance" as const),
  ms: fc.oneof(fc.nat(400), fc.nat(6_000), fc.nat(40_000)),
});
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: anAsk },
  { weight: 5, arbitrary: someTime },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("refresh" as const), ...asking }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom("release" as const, "renew" as const, "refuse" as const),
      ...claiming,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("oversize" as const), ...claiming }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fill" as const), key }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("rest" as const), key, ms: fc.nat(5_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("refuseAll" as const), slot }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("close" as const),
      slot,
      by: fc.constantFrom("peer" as const, "peer" as const, "server" as const, "refused" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("leave" as const), pick: fc.nat(6) }) },
);

const settings = fc
  .record({
    onWaitTimeout: fc.constantFrom("grant" as const, "grant" as const, "empty" as const),
    releaseOnDisconnect: fc.constantFrom(true, true, true, false),
    maxLocks: fc.constantFrom(100, 100, 2),
    maxWaitersPerKey: fc.constantFrom(100, 100, 2),
    maxWaiters: fc.constantFrom(100, 100, 4),
    oversizeMemoryMs: fc.constantFrom(1_000, 10_000),
    maxWaitMs: fc.constantFrom(300_000, 20_000),
  })
  .map(testLockSettings);

test("whatever callers and clock do, each caller is told what the rules say, once and in time", () => {
  fc.assert(
    fc.property(settings, fc.array(action, { maxLength: 120, size: "max" }), (chosen, actions) => {
      const run = new LockRun(chosen);
      for (const next of actions) run.perform(next);
      run.finish();
    }),
    { numRuns: 400 },
  );
});
