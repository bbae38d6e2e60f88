import { expect, test } from "@jest/globals";
import { ExpiredLeaves } from "../../src/telemetry/expired-leaves.js";
import { MAX_SERIES } from "../../src/telemetry/read-metric.js";

test("what expires is counted by key, and under no name when there are too many keys", () => {
  const expired = new ExpiredLeaves();
  expired.note("plain", "a", 1);
  expired.note("timestamped", "a", 2);
  for (let at = 0; at < MAX_SERIES + 10; at++) expired.note("timestamped", `h${at}`, 1);
  expired.note("timestamped", "a", 4);
  expect(expired.byKey.get("a")).toBe(7);
  expect(expired.byKey.get("")).toBe(11);
  expect(expired.byKey.size).toBe(MAX_SERIES + 1);
  expect(expired.timestamped).toBe(MAX_SERIES + 16);
});
