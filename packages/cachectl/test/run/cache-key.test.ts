import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { cacheKey, keyText, type KeyParts } from "../../src/run/cache-key.js";

const text = fc.oneof(fc.string(), fc.constantFrom("", "1:a", "-", "\n", "2;", "ü", "0:"));
const parts: fc.Arbitrary<KeyParts> = fc
  .record({
    argv: fc.array(text, { maxLength: 4 }),
    variables: fc.array(fc.tuple(text, fc.option(text, { nil: undefined })), { maxLength: 3 }),
    cwd: fc.option(text, { nil: undefined }),
  })
  .map(({ argv, variables, cwd }) => ({
    argv,
    variables: new Map(variables),
    ...(cwd === undefined ? {} : { cwd }),
  }));

function canonical({ argv, variables, cwd }: KeyParts): string {
  const sorted = [...variables].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return JSON.stringify([argv, sorted.map(([n, v]) => [n, v ?? null]), cwd ?? null]);
}

describe("keyText", () => {
  test("different parts never give the same text", () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(keyText(one) === keyText(other)).toBe(canonical(one) === canonical(other));
      }),
    );
  });

  test("a separator inside an argument does not move the border between two", () => {
    const separator = fc.constantFrom("", ":", ";", "\n", "-", " ", "\0", "1:");
    fc.assert(
      fc.property(text, text, text, separator, (one, two, three, between) => {
        const early = [one, `${two}${between}${three}`];
        const late = [`${one}${between}${two}`, three];
        fc.pre(early[0] !== late[0]);
        const none = new Map<string, string | undefined>();
        const given = (argv: string[]) => keyText({ argv, variables: none });
        expect(given(early)).not.toBe(given(late));
      }),
    );
  });

  test.each([
    [{ argv: ["a", "b"] }, { argv: ["ab"] }],
    [{ argv: ["a b"] }, { argv: ["a", "b"] }],
    [{ argv: ["a", ""] }, { argv: ["a"] }],
    [{ argv: ["a"], cwd: "b" }, { argv: ["a", "b"] }],
  ])("%j and %j differ", (one, other) => {
    const variables = new Map<string, string | undefined>();
    expect(keyText({ ...one, variables })).not.toBe(keyText({ ...other, variables }));
  });

  test("an unset variable is not an empty one, and the order of the choice does not matter", () => {
    const argv = ["a"];
    const unset = keyText({ argv, variables: new Map([["V", undefined]]) });
    const empty = keyText({ argv, variables: new Map([["V", ""]]) });
    expect(unset).not.toBe(empty);
    const one = new Map([
      ["A", "1"],
      ["B", "2"],
    ]);
    const other = new Map([...one].reverse());
    expect(keyText({ argv, variables: one })).toBe(keyText({ argv, variables: other }));
  });
});

describe("cacheKey", () => {
  const none = new Map<string, string | undefined>();

  test("is the hash of the text", () => {
    const given = { argv: ["check", "-H", "h"], variables: none };
    const hash = createHash("sha256").update(keyText(given)).digest("hex");
    expect(cacheKey(given)).toBe(hash);
  });

  test("is the user's own name when nothing else was chosen", () => {
    expect(cacheKey({ argv: ["a"], variables: none, name: "mine" })).toBe("mine");
  });

  test("depends on the variables next to the user's own name, and no longer on the arguments", () => {
    const keyWith = (region: string, argv: readonly string[]) =>
      cacheKey({ argv, variables: new Map([["REGION", region]]), name: "mine" });
    expect(keyWith("eu", ["a"])).not.toBe(keyWith("us", ["a"]));
    expect(keyWith("eu", ["a"])).toBe(keyWith("eu", ["b"]));
  });
});
