import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readSubjectAltName, urnsOf } from "../../src/index.js";

const URN = "urn:publicid:IDN+ch.example.net+tool+collector-site";
const OTHER = "urn:publicid:IDN+ch.example.net+user+operator";

/** Node's rule: in quotes when the value could be misread, and then all but plain ASCII as an escape, commas too. */
function written(value: string): string {
  if (/^[^",'\\]*$/.test(value) && /^[ -~]*$/.test(value)) return value;
  const escaped = value.replace(/[^ -~]|[,"\\]/g, (char) =>
    char === '"' || char === "\\"
      ? `\\${char}`
      : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}

describe("readSubjectAltName", () => {
  test("the documented certificate has three entries", () => {
    const text = `email:ops@example.net, URI:${URN}, URI:urn:uuid:be47098f-0000-4000-8000-000000000000`;
    expect(readSubjectAltName(text)).toEqual([
      { kind: "email", value: "ops@example.net" },
      { kind: "URI", value: URN },
      { kind: "URI", value: "urn:uuid:be47098f-0000-4000-8000-000000000000" },
    ]);
    expect(urnsOf(text)).toEqual([URN]);
  });

  test("every kind that Node writes is read", () => {
    const text = `DNS:h.example, IP Address:0:0:0:0:0:0:0:1, Registered ID:1.2.3.4, DirName:"CN=a, O=b", othername:<unsupported>, DNS:`;
    expect(readSubjectAltName(text).map(({ kind, value }) => [kind, value])).toEqual([
      ["DNS", "h.example"],
      ["IP Address", "0:0:0:0:0:0:0:1"],
      ["Registered ID", "1.2.3.4"],
      ["DirName", "CN=a, O=b"],
      ["othername", "<unsupported>"],
      ["DNS", ""],
    ]);
  });

  test("what Node 20 writes for control characters, other bytes, commas and quotes is read", () => {
    const text = String.raw`URI:"a\u007fb\u0000c\u000a", DNS:"\u00c3\u00a9\u002cURI:!", URI:"it's", URI:"q\"\\", DirName:"CN=a\\\u002c URI:urn:x", URI:${URN}`;
    expect(readSubjectAltName(text).map(({ value }) => value)).toEqual([
      "a\u007fb\u0000c\n",
      "\u00c3\u00a9,URI:!",
      "it's",
      'q"\\',
      "CN=a\\, URI:urn:x",
      URN,
    ]);
    expect(urnsOf(text)).toEqual([URN]);
  });

  test("what stands in quotes does not begin an entry", () => {
    const text = `URI:${written(`https://h.example/x, URI:${URN}`)}`;
    expect(readSubjectAltName(text)).toEqual([
      { kind: "URI", value: `https://h.example/x, URI:${URN}` },
    ]);
    expect(urnsOf(text)).toEqual([]);
  });

  test("a DNS or e-mail entry that imitates a URI does not count", () => {
    expect(urnsOf(`DNS:URI:${URN}`)).toEqual([]);
    expect(urnsOf(`DNS:${URN}, email:${URN}`)).toEqual([]);
    expect(urnsOf(`DNS:${written(`x, URI:${URN}`)}`)).toEqual([]);
    expect(urnsOf(`DirName:${written(`CN=x, URI:${URN}`)}`)).toEqual([]);
    expect(urnsOf(`othername:${written(`"URI:${URN}"`)}`)).toEqual([]);
  });

  test.each([
    `DNS:a,URI:${URN}`,
    `DNS:a,  URI:${URN}`,
    `DNS:a, `,
    `, URI:${URN}`,
    `URI:${URN}\n`,
    `URI`,
    `URI "x"`,
    `DNS:"a" , URI:${URN}`,
    `DNS:"a"x, URI:${URN}`,
    `DNS:"a, URI:${URN}`,
    `DNS:a", URI:${URN}`,
    `DNS:a', URI:${URN}`,
    `DNS:a\\, URI:${URN}`,
    `DNS:"\\x", URI:${URN}`,
    `DNS:"\\u00", URI:${URN}`,
    `:x, URI:${URN}`,
  ])("%j is not in form: an error, and no URNs", (text) => {
    expect(() => readSubjectAltName(text)).toThrow(/^subject alternative name has /);
    expect(urnsOf(text)).toEqual([]);
  });

  test("several URNs are all given, in order and as written", () => {
    const escaped = OTHER.replace("operator", "%6fperator");
    expect(urnsOf(`URI:${URN}, URI:https://h.example, URI:${escaped}`)).toEqual([URN, escaped]);
  });

  test.each([
    `${URN}\u0000`,
    `${URN} x`,
    `${URN}\u00e9`,
    "urn:publicid:IDN+",
    URN.toUpperCase(),
    ` ${URN}`,
    "urn:uuid:1",
  ])("the URI %j is no URN of its holder", (value) => {
    expect(urnsOf(`URI:${written(value)}`)).toEqual([]);
  });

  test("no certificate, no names", () => {
    expect(urnsOf(undefined)).toEqual([]);
    expect(urnsOf("")).toEqual([]);
  });

  test("text and entries are bounded", () => {
    const many = Array.from({ length: 1001 }, () => `URI:${URN}`);
    expect(urnsOf(many.slice(1).join(", "))).toHaveLength(1000);
    expect(() => readSubjectAltName(many.join(", "))).toThrow("more than 1000 entries");
    expect(() => readSubjectAltName(`DNS:${"a".repeat(65_536)}`)).toThrow("limit is 65536");
  });

  test("any entries that Node writes are read back, whatever they hold", () => {
    const value = fc.oneof(
      fc.string({ unit: "binary-ascii" }),
      fc.string({ unit: "binary" }),
      fc.constantFrom(`, URI:${URN}`, `", URI:${URN}`, `\\", URI:${URN}, DNS:"`, `URI:${URN}`, URN),
    );
    const name = fc.record({ kind: fc.constantFrom("DNS", "URI", "email", "IP Address"), value });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), (names) => {
        const text = names.map(({ kind, value: of }) => `${kind}:${written(of)}`).join(", ");
        expect(readSubjectAltName(text)).toEqual(names);
        const mine = names.filter((each) => each.kind === "URI" && each.value === URN);
        expect(urnsOf(text)).toEqual(mine.map(() => URN));
      }),
      { numRuns: 1000 },
    );
  });

  test("no text makes urnsOf throw", () => {
    const piece = fc.constantFrom("URI:", "DNS:", ", ", ",", '"', "\\", "'", URN, "\n", ":", " ");
    const text = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (any) => {
        for (const urn of urnsOf(any)) expect(urn.startsWith("urn:publicid:IDN+")).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
