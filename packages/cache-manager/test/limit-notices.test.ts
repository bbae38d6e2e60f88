import { describe, expect, test } from "@jest/globals";
import { aCache, type Cache } from "./support/a-cache.js";

const MINUTE = 60_000;

function notices({ log }: Cache): string[] {
  return log.events
    .filter(({ event }) => event === "limit_reached")
    .map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`);
}

describe("a limit of the locks that is reached", () => {
  test("is named in the log, with its value, and the namespace and key it stopped", () => {
    const cache = aCache({ locks: { maxLocksPerNamespace: 1 } });
    const client = cache.client("PLUGIN#hoarder");
    client.get("one", 30);
    expect(notices(cache)).toEqual([]);
    client.get("two", 30);
    expect(notices(cache)).toEqual([
      'max_locks_per_namespace (1) is reached by this namespace: further callers get neither lock nor wait. cachectl top shows the locks. {"namespace":"PLUGIN#hoa***#2e02f0","entry":"two","unsaid":0}',
    ]);
  });

  test("makes one line a minute, which counts those that were not said", () => {
    const cache = aCache({ locks: { maxLocks: 1 } });
    const client = cache.client();
    for (const key of ["held", "a", "b", "c"]) client.get(key, 30);
    cache.clock.advance(MINUTE);
    client.get("held", 30);
    client.get("d", 30);
    expect(
      notices(cache).map((line) => /"entry":"(.)","unsaid":(\d)/.exec(line)?.slice(1)),
    ).toEqual([
      ["a", "0"],
      ["d", "2"],
    ]);
  });

  test.each([
    ["max_waiters (1) is reached by all callers together", { maxWaiters: 1 }],
    ["max_waiters_per_namespace (1) is reached by this namespace", { maxWaitersPerNamespace: 1 }],
    ["max_waiters_per_key (1) is reached by this entry", { maxWaitersPerKey: 1 }],
  ])("%s", (text, locks) => {
    const cache = aCache({ locks });
    for (let i = 0; i < 3; i++) cache.client().get("k", 30);
    expect(notices(cache)).toEqual([expect.stringContaining(text)]);
  });

  test("a caller that does not wait reaches none", () => {
    const cache = aCache({ locks: { maxLocks: 1 } });
    cache.client().get("held", 30);
    cache.client().get("k", 0);
    expect(notices(cache)).toEqual([]);
  });
});
