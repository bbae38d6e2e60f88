import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { JsonSplitter } from "../../src/import/json-splitter.js";

function split(text: string, chunkBytes = 1e9): string[] {
  const splitter = new JsonSplitter({ maxElementBytes: 1000 });
  const bytes = Buffer.from(text);
  const found: string[] = [];
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    for (const element of splitter.push(bytes.subarray(from, from + chunkBytes))) {
      found.push(element.toString());
    }
  }
  splitter.end();
  return found;
}

test.each([
  ["", []],
  ["{}", ["{}"]],
  ["[]", []],
  ['\ufeff[{"a":1}, {"b":[2]}]', ['{"a":1}', '{"b":[2]}']],
  ['{"a":"}\\"]"}\n{"b":1}\n', ['{"a":"}\\"]"}', '{"b":1}']],
  ["[[{}],[]] [{}]", ["[{}]", "[]", "{}"]],
])("%j is split into its elements, wherever it is cut", (text, expected) => {
  for (const chunkBytes of [1, 2, 3, 1000]) expect(split(text, chunkBytes)).toEqual(expected);
});

test.each(["{", "[", "[{}", "7", "[1]", "{}]", '{"a":"', "x{}", "{},{}"])(
  "%j is refused",
  (text) => {
    expect(() => split(text)).toThrow("not JSON of objects");
  },
);

test("an element above the limit is refused as soon as it is", () => {
  const splitter = new JsonSplitter({ maxElementBytes: 10 });

  expect(() => [...splitter.push(Buffer.from('{"a":"0123456789'))]).toThrow("limit is 10");
});

test("any objects, written in any way, are found as they are", () => {
  const objects = fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), {
    maxLength: 5,
  });
  fc.assert(
    fc.property(
      objects,
      fc.constantFrom(0, 2),
      fc.boolean(),
      fc.integer({ min: 1, max: 50 }),
      (all, space, asList, cut) => {
        const text = asList
          ? JSON.stringify(all, null, space)
          : all.map((one) => JSON.stringify(one, null, space)).join("\n");
        const splitter = new JsonSplitter({ maxElementBytes: 1e6 });
        const bytes = Buffer.from(text);
        const found: unknown[] = [];
        for (let from = 0; from < bytes.length; from += cut) {
          for (const element of splitter.push(bytes.subarray(from, from + cut))) {
            found.push(JSON.parse(element.toString()));
          }
        }
        splitter.end();

        expect(found).toEqual(JSON.parse(JSON.stringify(all)));
      },
    ),
  );
});
