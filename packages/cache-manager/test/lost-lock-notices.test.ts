import { describe, expect, test } from "@jest/globals";
import { aCache, type Cache } from "./support/a-cache.js";

const MINUTE = 60_000;

const notices = ({ log }: Cache): string[] =>
  log.events
    .filter(({ event }) => event === "lock_lost")
    .map(({ message, fields }) => `${message} ${JSON.stringify(fields)}`);

describe("a lock that ends without a value", () => {
  test("by its lease: the log names the entry and for how long it was held", () => {
    const cache = aCache();
    cache.client("PLUGIN#check_slow").get("k", 30);
    cache.clock.advance(30_000);
    expect(notices(cache)).toEqual([
      expect.stringMatching(
        /^A lock ended without a value after 30\.0 s, its lease ended: .*"PLUGIN#che\*\*\*#.*"entry":"k","unsaid":0}$/,
      ),
    ]);
  });

  test("by the end of its holder: the log says so", () => {
    const cache = aCache();
    const client = cache.client();
    client.get("k", 30);
    cache.clock.advance(2_000);
    client.die();
    cache.clock.advance(1_000);
    expect(notices(cache)).toEqual([expect.stringContaining("its holder's connection ended")]);
  });

  test("makes one line a minute for each cause, which counts those that were not said", () => {
    const cache = aCache();
    const dieWith = (key: string): void => {
      const client = cache.client();
      client.get(key, 30);
      client.die();
      cache.clock.advance(1_000);
    };
    for (const key of ["a", "b", "c"]) dieWith(key);
    cache.clock.advance(MINUTE);
    dieWith("d");
    expect(
      notices(cache).map((line) => /"entry":"(.)","unsaid":(\d)/.exec(line)?.slice(1)),
    ).toEqual([
      ["a", "0"],
      ["d", "2"],
    ]);
  });

  test("a lock that is filled or given up says nothing", () => {
    const cache = aCache();
    const client = cache.client();
    client.get("filled", 30);
    client.set("filled", "v");
    client.get("released", 30);
    client.call("/release_lock", { key: "released" });
    cache.clock.advance(MINUTE);
    expect(notices(cache)).toEqual([]);
  });
});
