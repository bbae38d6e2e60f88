import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import fc from "fast-check";
import { entriesToJson, readSelection, selectEntries } from "../src/index.js";
import { matches } from "../src/select-entries.js";

const object = { beta: 1, alpha: { x: 1 }, "10": 2, alphabet: [3] };
const keysFor = (search: string | undefined, searchFor: "start" | "whole") =>
  selectEntries(object, { search, searchFor }).map(([key]) => key);

test.each([
  ["alpha", "start", ["alpha", "alphabet"]],
  ["alpha*", "start", ["alpha", "alphabet"]],
  ["alpha", "whole", ["alpha"]],
  ["*a", "whole", ["beta", "alpha"]],
  ["a*a*t", "whole", ["alphabet"]],
  ["*", "whole", ["10", "beta", "alpha", "alphabet"]],
  ["", "start", ["10", "beta", "alpha", "alphabet"]],
  ["", "whole", []],
  [undefined, "start", ["10", "beta", "alpha", "alphabet"]],
] as const)("a search for %p from the %s finds %j", (search, searchFor, keys) => {
  expect(keysFor(search, searchFor)).toEqual(keys);
});

test("entries are sorted, then cut, and keep their order in JSON even when a key is a number", () => {
  const entries = selectEntries(object, readSelection({ sort: "desc", limit: "4" }, "start"));
  expect(entriesToJson(entries)).toBe('{"beta":1,"alphabet":[3],"alpha":{"x":1},"10":2}');
  expect(selectEntries(object, { sort: "asc", limit: 2 })).toEqual([
    ["10", 2],
    ["alpha", { x: 1 }],
  ]);
});

test.each([
  { sort: "up" },
  { limit: "0" },
  { limit: "-1" },
  { limit: "1.5" },
  { limit: "" },
  { search: "x".repeat(257) },
])("the parameters %j are refused", (parameters) => {
  expect(() => readSelection(parameters, "whole")).toThrow(AppError);
});

test("a star stands for any run of characters, as a regular expression would have it", () => {
  const piece = fc.constantFrom("a", "b", "ab", "*", "**", ".");
  const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
  fc.assert(
    fc.property(text, text, (pattern, subject) => {
      const source = pattern.replaceAll(".", "\\.").replaceAll("*", "[^]*");
      expect(matches(pattern, subject)).toBe(new RegExp(`^${source}$`).test(subject));
    }),
    { numRuns: 2_000 },
  );
});
