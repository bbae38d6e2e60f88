import { createCipheriv, createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openNamespace, sealNamespace } from "../src/index.js";
import { countingBytes, keyOf, VECTOR } from "./token-fixtures.js";

const sealedV1 = (name: string, key = keyOf(1)): string =>
  sealNamespace({ version: "v1", name, key, wallMs: VECTOR.timestampMs, random: countingBytes });

/** A token with any text inside, as somebody who has the key could make it. */
function forged(text: string, key = keyOf(1, 16)): string {
  const iv = Buffer.alloc(16, 5);
  const cipher = createCipheriv("aes-128-cbc", key, iv);
  const sealed = Buffer.concat([iv, cipher.update(text, "latin1"), cipher.final()]);
  const mac = createHmac("sha256", key).update(sealed).digest();
  return Buffer.concat([sealed, mac]).toString("base64");
}

const opened = (text: string): unknown => openNamespace(forged(text), [keyOf(1, 16)]);

describe("v1: made and read as the original does", () => {
  test("the published vector opens", () => {
    expect(openNamespace(VECTOR.token, [VECTOR.key])).toEqual({
      name: VECTOR.name,
      timestampMs: VECTOR.timestampMs,
    });
  });

  test("sealing with the vector's initial value gives the vector, fractions of seconds dropped", () => {
    const token = sealNamespace({
      version: "v1",
      name: VECTOR.name,
      key: VECTOR.key,
      wallMs: VECTOR.timestampMs + 999,
      random: (byteLength) => VECTOR.iv.subarray(0, byteLength),
    });
    expect(token).toBe(VECTOR.token);
  });

  test("any name that may be sealed comes back as it was", () => {
    const name = fc
      .stringMatching(/^[\x20-\x7e]{1,60}$/)
      .filter((text) => !/[&=]/.test(text) && text === text.trim() && /[^\d.+\- ]/.test(text));
    fc.assert(
      fc.property(name, (text) => {
        expect(openNamespace(sealedV1(text), [keyOf(1)]).name).toBe(text);
      }),
    );
  });

  test.each([
    "a&b",
    "a=b",
    "a&timestamp=9999999999",
    "&",
    "123",
    "1.5",
    "-7",
    "+7",
    "",
    " a",
    "a ",
    "ü",
    "a\nb",
    "a\0b",
    "\ud800",
  ])("the name %j, which the form cannot carry, is refused", (name) => {
    expect(() => sealedV1(name)).toThrow(expect.objectContaining({ code: "invalid_argument" }));
  });
});

describe("v1: what is inside", () => {
  test("blanks around item names, order and further items do not matter", () => {
    expect(opened("timestamp =1700000000& namespace=x&colour=red")).toEqual({
      name: "x",
      timestampMs: VECTOR.timestampMs,
    });
  });

  test("a name of digits stays text, and only the first = separates", () => {
    expect(opened("namespace=007&timestamp=1")).toMatchObject({ name: "007" });
    expect(opened("namespace=a=b&timestamp=1")).toMatchObject({ name: "a=b" });
  });

  test.each(["namespace=x", "namespace=x&timestamp=soon"])("%j says no time", (text) => {
    expect(opened(text)).toEqual({ name: "x", timestampMs: undefined });
  });

  test.each([
    ["no name", "timestamp=1700000000"],
    ["an empty name", "namespace=&timestamp=1700000000"],
    ["two names", "namespace=a&namespace=b&timestamp=1700000000"],
    ["two times", "namespace=a&timestamp=1&timestamp=2"],
    ["an item without =", "namespace=a&x&timestamp=1"],
    ["characters beyond ASCII", "namespace=\u00fc&timestamp=1700000000"],
    ["a line break", "namespace=a\n&timestamp=1700000000"],
    ["nothing", ""],
  ])("a token with %s is refused although its code is good", (_what, text) => {
    expect(() => opened(text)).toThrow("namespace token is not valid");
  });

  test("bad padding under a good code is refused like any other bad token", () => {
    const sealed = Buffer.alloc(48, 3);
    const mac = createHmac("sha256", keyOf(1, 16)).update(sealed).digest();
    const token = Buffer.concat([sealed, mac]).toString("base64");
    expect(() => openNamespace(token, [keyOf(1, 16)])).toThrow("namespace token is not valid");
  });
});
