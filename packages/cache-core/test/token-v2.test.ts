import { randomBytes } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openNamespace, sealNamespace } from "../src/index.js";
import { anyText } from "./any-text.js";
import { keyOf, VECTOR } from "./token-fixtures.js";

const sealedV2 = (name: string, wallMs: number = VECTOR.timestampMs): string =>
  sealNamespace({ version: "v2", name, key: keyOf(1), wallMs, random: randomBytes });

describe("v2", () => {
  test("any well-formed name comes back as it was", () => {
    fc.assert(
      fc.property(anyText(1, 100), (name) => {
        expect(openNamespace(sealedV2(name), [keyOf(1)]).name).toBe(name);
      }),
    );
  });

  test.each(["a&b", "a=b", "123", " a ", "\ufeffa", "v2.", "\0"])("carries the name %j", (name) => {
    expect(openNamespace(sealedV2(name), [keyOf(1)]).name).toBe(name);
  });

  test("carries milliseconds, also before 1970", () => {
    expect(openNamespace(sealedV2("a", 1_234.9), [keyOf(1)]).timestampMs).toBe(1_234);
    expect(openNamespace(sealedV2("a", -1), [keyOf(1)]).timestampMs).toBe(-1);
  });

  test.each(["", "\ud800", "a\udc00b"])("refuses to seal the name %j", (name) => {
    expect(() => sealedV2(name)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
  });

  test("two tokens of the same name and moment share nothing but the prefix", () => {
    const [one, other] = [sealedV2("a"), sealedV2("a")];
    expect(one).toMatch(/^v2\.[\w-]+$/);
    expect(one).not.toBe(other);
  });
});
