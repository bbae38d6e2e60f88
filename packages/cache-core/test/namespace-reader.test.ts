import { createCipheriv, createHmac } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import { NamespaceReader, sealNamespace, type NamespaceReaderOptions } from "../src/index.js";
import { countingBytes, keyOf, VECTOR } from "./token-fixtures.js";

const MARGIN_MS = 300_000;
const KEY = keyOf(1);

function aReader(options: Partial<NamespaceReaderOptions> = {}) {
  const clock = new FakeClock({ wallMs: VECTOR.timestampMs });
  const reader = new NamespaceReader({
    keys: [KEY],
    marginMs: MARGIN_MS,
    maxRemembered: 2,
    clock,
    ...options,
  });
  return { clock, reader };
}

const tokenOf = (name: string): string =>
  sealNamespace({
    version: "v2",
    name,
    key: KEY,
    wallMs: VECTOR.timestampMs,
    random: countingBytes,
  });

describe("NamespaceReader with keys", () => {
  test.each([
    ["the moment it was made", 0, true],
    ["the margin later", MARGIN_MS, true],
    ["the margin earlier, by a clock that is behind", -MARGIN_MS, true],
    ["a millisecond past the margin", MARGIN_MS + 1, false],
    ["a millisecond before the margin", -MARGIN_MS - 1, false],
  ])("at %s (%i ms) a token is current: %j", (_what, stepMs, isCurrent) => {
    const { clock, reader } = aReader();
    clock.stepWallClock(stepMs);
    expect(reader.open(tokenOf("a"))).toEqual({ name: "a", isCurrent });
    if (isCurrent) expect(reader.openCurrent(tokenOf("a"))).toBe("a");
    else
      expect(() => reader.openCurrent(tokenOf("a"))).toThrow(
        expect.objectContaining({
          code: "permission_denied",
          message: expect.stringMatching(/more than 300 s off.*timestamp_error_margin/),
        }),
      );
  });

  test("the margin is checked at every use of a remembered token", () => {
    const { clock, reader } = aReader();
    expect(reader.open(tokenOf("a")).isCurrent).toBe(true);
    clock.advance(MARGIN_MS);
    expect(reader.open(tokenOf("a")).isCurrent).toBe(true);
    clock.advance(1);
    expect(reader.open(tokenOf("a")).isCurrent).toBe(false);
    clock.stepWallClock(-1);
    expect(reader.open(tokenOf("a")).isCurrent).toBe(true);
  });

  test("a margin of 0 switches the check off", () => {
    const { clock, reader } = aReader({ marginMs: 0 });
    clock.stepWallClock(1e12);
    expect(reader.openCurrent(tokenOf("a"))).toBe("a");
    expect(reader.openCurrent(tokenWithoutTime(KEY))).toBe("x");
  });

  test("a token without a time is not current when there is a margin", () => {
    const { reader } = aReader();
    expect(reader.open(tokenWithoutTime(KEY))).toEqual({ name: "x", isCurrent: false });
  });

  test("a remembered token is not opened again; above the bound the oldest is forgotten", () => {
    const keys = [KEY];
    const { reader } = aReader({ keys, maxRemembered: 2 });
    const tokens = ["a", "b", "c"].map(tokenOf);
    for (const token of tokens) reader.open(token);
    keys[0] = keyOf(2); // from here on only what is remembered can be read
    const [oldest, ...others] = tokens;
    expect(others.map((token) => reader.open(token).name)).toEqual(["b", "c"]);
    expect(() => reader.open(oldest ?? "")).toThrow("namespace token is not valid");
  });

  test("with a bound of 0 nothing is remembered", () => {
    const keys = [KEY];
    const { reader } = aReader({ keys, maxRemembered: 0 });
    reader.open(tokenOf("a"));
    keys[0] = keyOf(2);
    expect(() => reader.open(tokenOf("a"))).toThrow("namespace token is not valid");
  });

  test("a refused token is not remembered in place of a good one", () => {
    const keys = [KEY];
    const { reader } = aReader({ keys, maxRemembered: 1 });
    reader.open(tokenOf("a"));
    expect(() => reader.open("nonsense")).toThrow();
    keys[0] = keyOf(2);
    expect(reader.open(tokenOf("a")).name).toBe("a");
  });

  test("a plain name is refused", () => {
    const { reader } = aReader();
    expect(reader.isEncrypted).toBe(true);
    expect(() => reader.open("PLUGIN#check_demo")).toThrow("namespace token is not valid");
  });
});

describe("NamespaceReader without keys", () => {
  test("takes namespaces as they are", () => {
    const { reader } = aReader({ keys: [] });
    expect(reader.isEncrypted).toBe(false);
    expect(reader.openCurrent("any & = 123")).toBe("any & = 123");
  });
});

/** v1 with the text `namespace=x`, IV of zeros. */
function tokenWithoutTime(key: Buffer): string {
  const cipher = createCipheriv("aes-256-cbc", key, Buffer.alloc(16));
  const sealed = Buffer.concat([Buffer.alloc(16), cipher.update("namespace=x"), cipher.final()]);
  const mac = createHmac("sha256", key).update(sealed).digest();
  return Buffer.concat([sealed, mac]).toString("base64");
}
