import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { KeyWriter, readKey } from "../src/key-writer.js";
import { anyText } from "./any-text.js";

const MAX_KEY_BYTES = 64;
const aWriter = (): KeyWriter => new KeyWriter(MAX_KEY_BYTES);
const written = (writer: KeyWriter): Buffer =>
  Buffer.from(writer.bytes.subarray(0, writer.byteLength));

describe("KeyWriter", () => {
  test("any well-formed namespace and key can be read back", () => {
    const text = anyText(0, 8);
    fc.assert(
      fc.property(text, text, (namespace, key) => {
        const writer = aWriter();
        writer.write(namespace, key);
        expect(readKey(written(writer))).toEqual({ namespace, key });
      }),
    );
  });

  test.each([
    ["ab", "c", "a", "bc"],
    ["", "ab", "ab", ""],
    ["a|", "b", "a", "|b"],
    ["a\0", "b", "a", "\0b"],
    ["é", "", "", "é"],
  ])("%j with %j is not %j with %j", (namespace, key, otherNamespace, otherKey) => {
    const [one, other] = [aWriter(), aWriter()];
    one.write(namespace, key);
    other.write(otherNamespace, otherKey);
    expect(written(one).equals(written(other))).toBe(false);
  });

  test("the bytes up to the next word are zero, whatever was written before", () => {
    const writer = aWriter();
    for (let keyLength = 0; keyLength < 9; keyLength++) {
      writer.write("", "~".repeat(MAX_KEY_BYTES));
      writer.write("", "k".repeat(keyLength));
      const padding = writer.bytes.subarray(writer.byteLength, writer.byteLength + 4);
      expect([...padding]).toEqual([0, 0, 0, 0]);
    }
  });

  test("the bound counts UTF-8 bytes and is inclusive", () => {
    const writer = aWriter();
    const threeBytes = "€";
    expect(() => writer.write("n", threeBytes.repeat(21))).not.toThrow();
    expect(() => writer.write("nn", threeBytes.repeat(21))).toThrow(/max_key_size/);
    expect(() => writer.write("", "k".repeat(MAX_KEY_BYTES + 1))).toThrow(
      expect.objectContaining({ code: "invalid_argument" }),
    );
  });

  test("a writer is good for the next key after it refused one", () => {
    const writer = aWriter();
    expect(() => writer.write("", "€".repeat(MAX_KEY_BYTES))).toThrow();
    writer.write("ns", "key");
    expect(readKey(written(writer))).toEqual({ namespace: "ns", key: "key" });
  });

  test.each([
    ["\ud800", "key"],
    ["ns", "\udfff"],
    ["ns", "k\ude00\ud83d"],
  ])("half a surrogate pair is refused: %j with %j", (namespace, key) => {
    expect(() => aWriter().write(namespace, key)).toThrow(
      expect.objectContaining({ code: "invalid_argument" }),
    );
  });
});
