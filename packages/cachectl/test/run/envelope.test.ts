import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openResult, sealResult } from "../../src/run/envelope.js";

const bytes = fc.uint8Array({ maxLength: 64 }).map((array) => Buffer.from(array));

describe("envelope", () => {
  test("whatever goes in comes out", () => {
    const result = fc.record(
      {
        code: fc.integer({ min: 0, max: 255 }),
        signal: fc.constant("SIGKILL"),
        out: fc.oneof(
          bytes,
          fc.string().map((text) => Buffer.from(text)),
        ),
        err: fc.oneof(
          bytes,
          fc.string().map((text) => Buffer.from(text)),
        ),
        atMs: fc.nat(),
      },
      { requiredKeys: ["code", "out", "err", "atMs"] },
    );
    fc.assert(fc.property(result, (given) => expect(openResult(sealResult(given))).toEqual(given)));
  });

  test("text is stored as text, so that any JSON reader can use it", () => {
    const sealed = sealResult({
      code: 2,
      out: Buffer.from("é\n"),
      err: Buffer.alloc(0),
      atMs: 1_700_000_000_000,
    });
    expect(JSON.parse(sealed)).toEqual({
      v: 1,
      code: 2,
      out: "é\n",
      err: "",
      enc: "utf8",
      at: 1_700_000_000_000,
    });
  });

  test.each([
    "",
    "null",
    "[]",
    '"text"',
    '{"error": "boom"}',
    '{"v":2,"code":0,"out":"","err":"","enc":"utf8","at":1}',
    '{"v":1,"code":256,"out":"","err":"","enc":"utf8","at":1}',
    '{"v":1,"code":0,"out":1,"err":"","enc":"utf8","at":1}',
    '{"v":1,"code":0,"out":"","err":"","enc":"hex","at":1}',
    '{"v":1,"code":0,"out":"","err":"","enc":"utf8"}',
  ])("%s is not an envelope", (text) => {
    expect(openResult(text)).toBeUndefined();
  });

  test("no text makes the reader throw", () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void openResult(text)));
  });
});
