import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { JsonNode } from "../../src/query/json-node.js";
import { readJsonText } from "../../src/query/json-text.js";

const read = (text: string, tolerant = false) => readJsonText(text, { maxDepth: 64, tolerant });

function valueOf(node: JsonNode): unknown {
  switch (node.kind) {
    case "string":
      return node.text;
    case "number":
      return Number(node.raw);
    case "boolean":
      return node.value;
    case "null":
      return null;
    case "array":
      return node.items.map(valueOf);
    case "object":
      return Object.fromEntries([...node.members].map(([key, value]) => [key, valueOf(value)]));
  }
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const nearlyJson = fc
  .array(
    fc.constantFrom(
      ..."{ } [ ] , : \" ' \\ \\u00e9 \\n \\x 0 -1 1.5 1e9 01 . - tru true null false a \u0001 \ud800 é".split(
        " ",
      ),
      " ",
      "\n",
      '"a"',
      '{"a":',
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));

describe("readJsonText", () => {
  test("takes exactly what JSON.parse takes, with the same value", () => {
    fc.assert(
      fc.property(
        fc.oneof(nearlyJson, fc.json({ maxDepth: 5 }), fc.string({ unit: "binary" })),
        (text) => {
          const reading = read(text);
          const expected = parsed(text);
          expect(reading.ok).toBe(expected !== undefined);
          if (reading.ok) expect(valueOf(reading.node)).toEqual(expected?.value);
        },
      ),
      { numRuns: 5000 },
    );
  });

  test("the tolerant reader never throws and takes what is JSON as it is", () => {
    fc.assert(
      fc.property(fc.oneof(nearlyJson, fc.json()), (text) => {
        const strict = read(text);
        const tolerant = read(text, true);
        if (!strict.ok) return;
        expect(tolerant).toEqual(strict);
      }),
      { numRuns: 2000 },
    );
  });

  test("single quotes and missing closing brackets are taken when allowed, and told", () => {
    const reading = read(String.raw`{'a': ['it\'s "b"', {'c': 1`, true);
    expect(reading).toMatchObject({
      ok: true,
      tolerated: ["single quotes", "3 closing brackets missing"],
    });
    expect(reading.ok && valueOf(reading.node)).toEqual({ a: [`it's "b"`, { c: 1 }] });
  });

  test.each(["{'a': 1", "{'a' 1}", "['a', ", "['a'}", "{'a':1} x", "'a", "[u'a']"])(
    "%s is not taken strictly",
    (text) => expect(read(text).ok).toBe(false),
  );

  test.each(["['a', ", "['a'}", "{'a':1} x", "'a", "{'a'", "{'a':"])(
    "%s is beyond tolerance",
    (text) => expect(read(text, true).ok).toBe(false),
  );

  test("what is wrong is told with its place", () => {
    expect(read('{"a" 1}')).toEqual({
      ok: false,
      problem: "expected ':'",
      at: 5,
      isTooDeep: false,
    });
    expect(read('["a')).toMatchObject({ problem: "string not closed", at: 1 });
  });

  test("nesting is bounded, however deep the text", () => {
    const reading = readJsonText("[".repeat(1_000_000), { maxDepth: 8, tolerant: true });
    expect(reading).toMatchObject({ ok: false, isTooDeep: true, at: 8 });
    expect(readJsonText("[[]]", { maxDepth: 2, tolerant: false }).ok).toBe(true);
    expect(readJsonText("[[],[]]", { maxDepth: 2, tolerant: false }).ok).toBe(true);
  });

  test("__proto__ is a name like any other", () => {
    const reading = read('{"__proto__": {"filters": 1}}');
    expect(
      reading.ok && reading.node.kind === "object" && [...reading.node.members.keys()],
    ).toEqual(["__proto__"]);
  });
});
