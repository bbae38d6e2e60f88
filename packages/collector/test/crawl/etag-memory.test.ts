import { expect, test } from "@jest/globals";
import { EtagMemory } from "../../src/crawl/etag-client.js";

const anAnswer = (etag: string) => ({ etag, type: "node", id: "n1" });

test("the oldest ETags make room, by number and by characters", () => {
  const few = new EtagMemory(2);
  for (const question of ["a", "b", "c"]) few.set(question, anAnswer("v1"));
  expect(["a", "b", "c"].map((question) => few.get(question) !== undefined)).toEqual([
    false,
    true,
    true,
  ]);

  const short = new EtagMemory(1000, 250);
  for (const question of ["a", "b", "c"]) short.set(question, anAnswer("v".repeat(100)));
  expect(["a", "b", "c"].map((question) => short.get(question) !== undefined)).toEqual([
    false,
    true,
    true,
  ]);
});

test("a very long ETag is not remembered, and takes the place of the one before", () => {
  const etags = new EtagMemory();
  etags.set("a", anAnswer("v1"));
  etags.set("a", anAnswer("v".repeat(10_000)));
  expect(etags.get("a")).toBeUndefined();
});
