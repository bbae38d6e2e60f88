import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import fc from "fast-check";
import { MAX_TOKEN_CHARS, openNamespace, parseKeys, sealNamespace } from "../src/index.js";
import { anyText } from "./any-text.js";
import { anyKey, countingBytes, keyOf, VECTOR } from "./token-fixtures.js";

const VERSIONS = ["v1", "v2"] as const;
const NAME = "PLUGIN#check_vsphere";

function sealed(version: "v1" | "v2", key = keyOf(1), name = NAME): string {
  return sealNamespace({ version, name, key, wallMs: VECTOR.timestampMs, random: countingBytes });
}

/** What opening the token throws; undefined when it opens. */
function refusal(token: string, keys: readonly Buffer[] = [keyOf(1)]): unknown {
  try {
    openNamespace(token, keys);
    return undefined;
  } catch (error) {
    return error;
  }
}

function expectRefused(token: string, keys?: readonly Buffer[]): void {
  const error = refusal(token, keys);
  expect(error).toBeInstanceOf(AppError);
  expect(error).toMatchObject({
    code: "permission_denied",
    message: "namespace token is not valid",
  });
  expect(error).not.toHaveProperty("cause");
}

describe.each(VERSIONS)("a %s token", (version) => {
  test("is not made for a name so long that it would never open", () => {
    expect(() => sealed(version, keyOf(1), "n".repeat(4_000))).toThrow("too long for a token");
  });

  test("opens with the key it was made with and holds name and time", () => {
    expect(openNamespace(sealed(version), [keyOf(1)])).toEqual({
      name: NAME,
      timestampMs: VECTOR.timestampMs,
    });
  });

  test.each([16, 24, 32])("can be made with a key of %i bytes", (byteLength) => {
    const key = keyOf(9, byteLength);
    expect(openNamespace(sealed(version, key), [key]).name).toBe(NAME);
  });

  test("opens with whichever key of the list fits, as during a rotation", () => {
    const keys = [keyOf(2), keyOf(3, 16), keyOf(1)];
    expect(openNamespace(sealed(version), keys).name).toBe(NAME);
    expectRefused(sealed(version), keys.slice(0, 2));
    expectRefused(sealed(version), []);
  });

  test("does not open with any other key", () => {
    fc.assert(
      fc.property(anyKey, anyKey, (made, other) => {
        fc.pre(!made.equals(other));
        expectRefused(sealed(version, made), [other]);
      }),
    );
  });

  test("does not open with one bit changed, at any byte", () => {
    const token = sealed(version);
    const prefix = version === "v2" ? "v2." : "";
    const encoding = version === "v2" ? "base64url" : "base64";
    const bytes = Buffer.from(token.slice(prefix.length), encoding);
    for (let at = 0; at < bytes.length * 8; at++) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at >> 3) ^ (1 << (at & 7)), at >> 3);
      expectRefused(prefix + changed.toString(encoding));
    }
  });

  test("does not open with any character changed", () => {
    const token = sealed(version);
    fc.assert(
      fc.property(
        fc.nat(token.length - 1),
        fc.string({ minLength: 1, maxLength: 1 }),
        (at, char) => {
          fc.pre(token[at] !== char);
          expectRefused(token.slice(0, at) + char + token.slice(at + 1));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("does not open cut short or lengthened", () => {
    const token = sealed(version);
    for (let length = 0; length < token.length; length++) expectRefused(token.slice(0, length));
    for (const more of ["A", "AAAA", "=", " ", "\n", "."]) expectRefused(token + more);
    expectRefused(` ${token}`);
  });

  test("has only one spelling: unused bits, other alphabets and line breaks are refused", () => {
    const token = sealed(version);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const body = token.replace(/=+$/, "");
    const padding = token.slice(body.length);
    const otherEnds = Array.from(alphabet, (char) => body.slice(0, -1) + char + padding);
    for (const spelling of otherEnds) if (spelling !== token) expectRefused(spelling);
    expectRefused(`${token.slice(0, 40)}\n${token.slice(40)}`);
    if (padding !== "") expectRefused(body);
    if (padding === "") expectRefused(`${body}=`);
  });

  test("longer than the bound is not looked at", () => {
    expectRefused(`${version === "v2" ? "v2." : ""}${"A".repeat(MAX_TOKEN_CHARS)}`);
  });
});

describe("openNamespace", () => {
  test("refuses anything that no sealer made, always in the same words", () => {
    const text = fc.oneof(
      anyText(0, 300),
      fc.base64String({ maxLength: 400, size: "max" }),
      fc.base64String({ maxLength: 400, size: "max" }).map((base64) => `v2.${base64}`),
    );
    fc.assert(
      fc.property(text, anyKey, (token, key) => expectRefused(token, [key])),
      { numRuns: 300 },
    );
  });

  test("does not take one version for the other", () => {
    expectRefused(`v2.${sealed("v1")}`);
    expectRefused(sealed("v2").slice("v2.".length));
    expectRefused(sealed("v2").replace("v2.", "v3."));
    expectRefused(sealed("v2").replace("v2.", "V2."));
  });

  test("two parts of different tokens make no token", () => {
    const [one, other] = (["a", "b"] as const).map((name) =>
      Buffer.from(sealed("v1", keyOf(1), name), "base64"),
    );
    if (!one || !other) throw new Error("not sealed");
    expectRefused(Buffer.concat([one.subarray(0, -32), other.subarray(-32)]).toString("base64"));
  });
});

describe("parseKeys", () => {
  test("reads keys of the three lengths, blanks around them allowed", () => {
    const keys = [keyOf(1, 16), keyOf(2, 24), keyOf(3, 32)];
    const texts = keys.map((key) => ` ${key.toString("base64")} `);
    expect(parseKeys(texts)).toEqual(keys);
    expect(parseKeys([VECTOR.keyText])).toEqual([VECTOR.key]);
  });

  test.each(["", "AAAA", keyOf(1, 31).toString("base64"), keyOf(1, 33).toString("base64")])(
    "refuses %j, naming the position and not the key",
    (text) => {
      const parse = (): unknown => parseKeys([VECTOR.keyText, text]);
      expect(parse).toThrow(expect.objectContaining({ code: "invalid_argument" }));
      expect(parse).toThrow(/^encryption key 2 has \d+ bytes/);
      if (text !== "") expect(parse).not.toThrow(text);
    },
  );

  test.each([
    ["two keys in one text", `${VECTOR.keyText},${VECTOR.keyText}`],
    ["a word in front", `key:${VECTOR.keyText}`],
    ["characters that Base64 does not have", `AAECAwQF%%BgcICQoLDA0ODw==`],
  ])("refuses %s instead of reading some other key out of it", (_what, text) => {
    expect(() => parseKeys([text])).toThrow(expect.objectContaining({ code: "invalid_argument" }));
  });
});
