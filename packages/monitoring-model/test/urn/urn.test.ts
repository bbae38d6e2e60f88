import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  createUrn,
  formatUrn,
  normalizeUrn,
  parseUrn,
  readUrn,
  transcribe,
  untranscribe,
} from "../../src/index.js";

const TOOL = "urn:publicid:IDN+ch.example.net:project+tool+collector-site";
const tool = { authority: "ch.example.net:project", type: "tool", name: "collector-site" };

describe("transcribe", () => {
  test.each([
    ["  a \t\n b  ", "a+b"],
    ["a//b", "a:b"],
    ["a::b", "a;b"],
    ["a:::b", "a;%3Ab"],
    ["a///b", "a:%2Fb"],
    ["a+b:c/d;e'f?g#h%i", "a%2Bb%3Ac%2Fd%3Be%27f%3Fg%23h%25i"],
    ['"<é>\u0000', "%22%3C%C3%A9%3E%00"],
    ["pc1-eth0.x_y~", "pc1-eth0.x_y~"],
  ])("%j is written %s", (plain, part) => expect(transcribe(plain)).toBe(part));

  test("is undone by untranscribe but for white space", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const plain = text.toWellFormed();
        const once = plain.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "").replace(/[ \t\r\n]+/g, " ");
        expect(untranscribe(transcribe(plain))).toBe(once);
        expect(transcribe(plain)).toMatch(/^[\u0021-\u007e]*$/);
      }),
      { numRuns: 1000 },
    );
  });

  test("what is no transcription is undone as far as it goes, never with an error", () => {
    expect(untranscribe("a%FFb%zz%")).toBe("a%FFb%zz%");
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => void untranscribe(text)));
  });
});

describe("parseUrn", () => {
  test("takes a URN apart, and formatUrn puts it together", () => {
    expect(parseUrn(TOOL)).toEqual(tool);
    expect(formatUrn(tool)).toBe(TOOL);
  });

  test("a name may hold further plus signs", () => {
    expect(parseUrn("urn:publicid:IDN+a+node+x+y%2Bz")?.name).toBe("x+y%2Bz");
  });

  test.each([
    "",
    "urn:publicid:IDN+",
    "urn:publicid:IDN+a+tool",
    "urn:publicid:IDN+a+tool+",
    "urn:publicid:IDN++tool+x",
    "urn:publicid:IDN+a++x",
    "URN:publicid:IDN+a+tool+x",
    "urn:publicid:idn+a+tool+x",
    "urn:publicid+IDN+a+tool+x",
    " urn:publicid:IDN+a+tool+x",
    "urn:publicid:IDN+a+tool+x\n",
    "urn:publicid:IDN+a+tool+x y",
    "urn:publicid:IDN+a+tool+x\u0000",
    "urn:publicid:IDN+a+tool+%zz",
    "urn:publicid:IDN+a+tool+é",
    "urn:uuid:be47098f-0000-0000-0000-000000000000",
  ])("%j is no URN", (text) => expect(parseUrn(text)).toBeUndefined());

  test("what is read is written the same, for any text", () => {
    const rest = fc.array(fc.constantFrom("a", "+", ":", "%2B", "%", "é", "tool"), {
      maxLength: 8,
    });
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      rest.map((parts) => `urn:publicid:IDN+${parts.join("")}`),
    );
    fc.assert(
      fc.property(text, (urn) => {
        const parts = parseUrn(urn);
        if (parts) expect(formatUrn(parts)).toBe(urn);
        readUrn(urn);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("formatUrn", () => {
  test.each([
    [{ ...tool, name: "" }],
    [{ ...tool, authority: "" }],
    [{ ...tool, type: "to+ol" }],
    [{ ...tool, authority: "a+b" }],
    [{ ...tool, name: "a b" }],
  ])("%j are not the parts of a URN", (parts) => {
    expect(() => formatUrn(parts)).toThrow("not the parts of a URN");
  });
});

describe("createUrn", () => {
  test("transcribes type and name and leaves the authority", () => {
    const plain = { authority: "ch.example.net:project", type: "tool", name: " site a/b+c " };
    expect(createUrn(plain)).toBe("urn:publicid:IDN+ch.example.net:project+tool+site+a%2Fb%2Bc");
  });

  test("any plain name that is not blank makes a URN whose name is read back", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (name) => {
        fc.pre(transcribe(name) !== "");
        const urn = createUrn({ authority: "a", type: "tool", name });
        expect(parseUrn(urn)?.name).toBe(transcribe(name));
      }),
    );
  });

  test("an empty name is refused", () => {
    expect(() => createUrn({ authority: "a", type: "tool", name: " " })).toThrow(/not the parts/);
  });
});

describe("readUrn", () => {
  test("a URN in form is taken as it is", () => {
    expect(readUrn(TOOL)).toEqual({ urn: tool, text: TOOL, isRepaired: false });
  });

  test.each([
    [
      "urn:publicid+IDN+ch.example.net+authority+ch",
      "urn:publicid:IDN+ch.example.net+authority+ch",
    ],
    ["FAKE-URN:publicid:IDN+x+authority+am", "urn:publicid:IDN+x+authority+am"],
    ["URN:PublicID:idn+x+authority+am", "urn:publicid:IDN+x+authority+am"],
    [" urn:publicid:IDN+x+authority+am\n", "urn:publicid:IDN+x+authority+am"],
    ["URI:urn:publicid:IDN+x+tool+t", "urn:publicid:IDN+x+tool+t"],
  ])("%j is repaired", (text, right) => {
    expect(readUrn(text)).toMatchObject({ text: right, isRepaired: true });
  });

  test.each(["", "urn:publicid:IDN+x", "https://h.example/user/x", "urn:uuid:0", "IDN+a+b+c"])(
    "%j is beyond repair",
    (text) => expect(readUrn(text)).toBeUndefined(),
  );
});

describe("normalizeUrn", () => {
  test.each([
    ["urn:publicid:IDN+a+tool+%63ol%2d%5F%7e%2E1", "urn:publicid:IDN+a+tool+col-_~.1"],
    ["a%2bb%3a", "a%2Bb%3A"],
    ["a%2541", "a%2541"],
    ["a%00b", "a%00b"],
    ["a%zz%41", "a%zz%41"],
    ["a%%341", "a%%341"],
    ["a%", "a%"],
    ["Tool+X", "Tool+X"],
  ])("%s is compared as %s", (text, normal) => expect(normalizeUrn(text)).toBe(normal));

  test("is the same when done twice, and keeps what is decoded", () => {
    const text = fc
      .array(fc.oneof(fc.constantFrom("%", "%4", "%41", "%2B", "%e9", "%34"), fc.string()))
      .map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, (urn) => {
        const normal = normalizeUrn(urn);
        expect(normalizeUrn(normal)).toBe(normal);
        expect(unescape(normal)).toBe(unescape(urn));
      }),
      { numRuns: 1000 },
    );
  });
});

/** Bytes of escapes as characters, without the checks of decodeURIComponent. */
function unescape(text: string): string {
  return text.replace(/%([0-9a-fA-F]{2})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
}
