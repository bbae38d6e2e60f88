import { describe, expect, test } from "@jest/globals";
import { instantToNs, NameCache } from "../../src/index.js";
import { ARRIVAL_MS, fieldsOf, parse, tagsOf } from "../parse-fixture.js";

const ARRIVAL_NS = BigInt(ARRIVAL_MS) * 1_000_000n;

describe("values", () => {
  test.each([
    ["12i", "int", 12],
    ["-12i", "int", -12],
    ["0i", "int", 0],
    ["-0i", "int", 0],
    ["007i", "int", 7],
    ["9007199254740993i", "int", 9_007_199_254_740_993n],
    ["9223372036854775807i", "int", 9_223_372_036_854_775_807n],
    ["-9223372036854775808i", "int", -9_223_372_036_854_775_808n],
    ["12u", "uint", 12],
    ["18446744073709551615u", "uint", 18_446_744_073_709_551_615n],
    ["12", "float", 12],
    ["0.7", "float", 0.7],
    ["-0.7", "float", -0.7],
    [".5", "float", 0.5],
    ["5.", "float", 5],
    ["1e3", "float", 1000],
    ["1E+3", "float", 1000],
    ["1.5e-3", "float", 0.0015],
    ["48.08004445400899", "float", 48.08004445400899],
    ["0.1000000000000000055511151231257827", "float", 0.1],
    ["123456789012345", "float", 123_456_789_012_345],
    ["12345678901234567890", "float", 12_345_678_901_234_567_000],
    ["t", "boolean", true],
    ["T", "boolean", true],
    ["true", "boolean", true],
    ["True", "boolean", true],
    ["TRUE", "boolean", true],
    ["f", "boolean", false],
    ["F", "boolean", false],
    ["false", "boolean", false],
    ["False", "boolean", false],
    ["FALSE", "boolean", false],
    ['""', "string", ""],
    ['"a, b=c"', "string", "a, b=c"],
    [String.raw`"a\"b\\c\n"`, "string", String.raw`a"b\c\n`],
    ['"grün 🚂"', "string", "grün 🚂"],
  ])("%s is a value of kind %s", (text, kind, value) => {
    const { all, bad } = parse(`m,host=h v=${text} 1\n`);
    expect(bad).toBe(0);
    expect(all[0]?.fields).toEqual([{ key: "v", kind, value }]);
  });

  test.each([
    "",
    "i",
    "-",
    "-i",
    "-1u",
    ".",
    "1e",
    "1.2.3",
    "0x10",
    "1_000",
    "+1",
    "NaN",
    "Inf",
    "1e400",
    "9223372036854775808i",
    "18446744073709551616u",
    "1.5i",
    "tRue",
    "yes",
    "1 i",
    '"open',
    '"a"b',
  ])("%j is no value, and the lines around it are kept", (text) => {
    const { all, bad, errors } = parse(`m a=1 1\nm v=${text}\nm a=2 2\n`);
    expect(all.map((point) => point.fields[0]?.value)).toEqual([1, 2]);
    expect(bad).toBe(1);
    expect(errors[0]?.line).toBe(2);
  });

  test("a long row of digits costs no more than reading it", () => {
    const digits = "9".repeat(60_000);
    const { bad } = parse(`m v=${digits}i\nm v=1 ${digits}\n`);
    expect(bad).toBe(2);
  });
});

describe("names", () => {
  test("escapes in a measurement, tags and field keys are undone", () => {
    const text = String.raw`a\,b\ c=d,t\,k=v\,w\ x\=y f\ k\=\,=1 1`;
    const [point] = parse(text).all;
    expect(point?.series.measurement).toBe("a,b c=d");
    expect(tagsOf(text)).toEqual({ "t,k": "v,w x=y" });
    expect(fieldsOf(text)).toEqual({ "f k=,": 1 });
  });

  test("tab, line feed, carriage return and form feed have names of their own", () => {
    expect(tagsOf(String.raw`m,path=a\tb\nc\rd\fe v=1`)).toEqual({ path: "a\tb\nc\rd\fe" });
  });

  test("a backslash before anything else stands for itself", () => {
    expect(tagsOf(String.raw`m,path=C:\\data\x v=1`)).toEqual({ path: String.raw`C:\\data\x` });
    expect(tagsOf(String.raw`m,path=a\\\,b v=1`)).toEqual({ path: String.raw`a\\,b` });
  });

  test("quotes in tags and names are ordinary characters", () => {
    const { all, bad } = parse('m,a="x "q"=1\nm,a=" v=2\n');
    expect(bad).toBe(0);
    expect(all.map((point) => point.fields[0]?.value)).toEqual([1, 2]);
  });

  test("names may be in any script", () => {
    expect(tagsOf("m,größe=münchen v=1")).toEqual({ größe: "münchen" });
  });

  test("tags are sorted, and of a tag given twice the last counts", () => {
    const [first, second] = parse("m,b=1,a=2 v=1\nm,a=9,a=2,b=1 v=1\n").all;
    expect(first?.series.tags).toEqual([
      { key: "a", value: "2" },
      { key: "b", value: "1" },
    ]);
    expect(second?.series.key).toBe(first?.series.key);
  });

  test("tag sets that look alike do not share a key", () => {
    const [first, second] = parse("m,a=1\\,b\\=2 v=1\nm,a=1,b=2 v=1\n").all;
    expect(first?.series.key).not.toBe(second?.series.key);
  });

  test.each([
    [",host=a v=1", "measurement"],
    ["m,host v=1", "tag"],
    ["m,host= v=1", "tag"],
    ["m,=a v=1", "tag"],
    ["m, v=1", "tag"],
    ["m,a=b=c v=1", "tag"],
    ["m,host=a", "field"],
    ["m,host=a v", "field"],
    ["m,host=a =1", "field"],
    ["m,host=a v=1,", "field"],
    ["m,host=a v=1,,w=2", "field"],
    ["m\tn v=1", "measurement"],
  ])("%j is bad for its %s", (text, reason) => {
    const { all, errors } = parse(text);
    expect(all).toEqual([]);
    expect(errors).toEqual([{ line: 1, reason, text: expect.any(String) }]);
  });
});

describe("times", () => {
  test.each([
    ["1709296800123456789", "ns", 1_709_296_800_123_456_789n],
    ["9223372036854775807", "ns", 2n ** 63n - 1n],
    ["-9223372036854775808", "ns", -(2n ** 63n)],
    ["5", "ns", 5n],
    ["-1", "ns", -1n],
    ["1709296800123456", "us", 1_709_296_800_123_456_000n],
    ["1709296800123", "ms", 1_709_296_800_123_000_000n],
    ["1709296800", "s", 1_709_296_800_000_000_000n],
    ["28488280", "m", 1_709_296_800_000_000_000n],
    ["474804", "h", 1_709_294_400_000_000_000n],
  ] as const)("%s in %s is exact", (text, precision, ns) => {
    const { all } = parse(`m v=1 ${text}`, { precision });
    expect(all.map((point) => instantToNs(point.time))).toEqual([ns]);
  });

  test("a line without a time gets the time of arrival, also behind one with a time", () => {
    const { all } = parse("m v=1\nm v=1 5\nm v=1 \nm v=1\n");
    expect(all.map((point) => instantToNs(point.time))).toEqual([
      ARRIVAL_NS,
      5n,
      ARRIVAL_NS,
      ARRIVAL_NS,
    ]);
  });

  test.each(["x", "1.5", "1e9", "--1", "9223372036854775808", "1 2", "-"])(
    "%j is no time",
    (text) => {
      expect(parse(`m v=1 ${text}`).errors.map((error) => error.reason)).toEqual(["time"]);
    },
  );

  test("a time beyond 64 bits in nanoseconds is refused in any unit", () => {
    expect(parse("m v=1 9223372037", { precision: "s" }).bad).toBe(1);
  });
});

describe("lines", () => {
  test("comments, empty lines, blanks around lines and \\r\\n are no matter", () => {
    const text = '# first "\r\n\r\n  m v=1 1  \r\n\t# other\n\n m  v=2   2\r\nm v=3 3';
    const { all, bad } = parse(text);
    expect(bad).toBe(0);
    expect(all.map((point) => point.fields[0]?.value)).toEqual([1, 2, 3]);
  });

  test("a line feed inside a quoted string is part of the value, and lines are still counted right", () => {
    const { all, errors } = parse('m a="one\ntwo # \n",b=2 5\nbad\nm v=1 6\n');
    expect(all[0]?.fields).toEqual([
      { key: "a", kind: "string", value: "one\ntwo # \n" },
      { key: "b", kind: "float", value: 2 },
    ]);
    expect(errors.map((error) => error.line)).toEqual([4]);
  });

  test("an open quote costs its own line, not the good ones behind it", () => {
    const { all, errors } = parse('m a="open 1\nm v=1 1\nm v=2 2\nm s="closed" 3\nm v=4 4\n');
    expect(all.map((point) => point.fields[0]?.value)).toEqual([1, 2, "closed", 4]);
    expect(errors).toEqual([{ line: 1, reason: "quote", text: expect.any(String) }]);
  });

  test("a row of lines that each open a quote is bad line by line, and what follows is read", () => {
    const text = 'm a="x",b="\n'.repeat(9) + "good v=1\n".repeat(20);
    const { all, errors, bad } = parse(text, { limits: { maxLineBytes: 60 } });
    expect(bad).toBe(9);
    expect(errors.map((error) => error.line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(all).toHaveLength(20);
  });

  test("behind the end of a bad string, strings may have line feeds again", () => {
    const { all, bad } = parse('m a="open\nm v=1\nm a="b" c\nm s="one\ntwo"\n');
    expect(bad).toBe(2);
    expect(all.map((point) => point.fields[0]?.value)).toEqual([1, "one\ntwo"]);
  });

  test("a field given twice is kept twice, in order", () => {
    expect(parse("m v=1,v=2").all[0]?.fields.map((field) => field.value)).toEqual([1, 2]);
  });

  test("names already known from another body give the same series object", () => {
    const cache = new NameCache();
    const [first] = parse("m,host=a v=1", { cache }).all;
    const [second] = parse("m,host=a v=2", { cache }).all;
    expect(second?.series).toBe(first?.series);
  });

  test("a cache forgets when it is full", () => {
    const cache = new NameCache({ maxNames: 2 });
    const [first] = parse("m,host=a v=1\nm,host=b v=1\nm,host=c v=1", { cache }).all;
    const [again] = parse("m,host=a v=1", { cache }).all;
    expect(again?.series).toEqual(first?.series);
    expect(again?.series).not.toBe(first?.series);
  });

  test("a full cache starts over and stays right", () => {
    const cache = new NameCache({ maxNames: 2 });
    const text = Array.from({ length: 20 }, (_, i) => `m,host=h${i % 5} f${i % 7}=${i}\n`).join("");
    const hosts = parse(text, { cache }).all.map((point) => point.series.tags[0]?.value);
    expect(hosts).toEqual(Array.from({ length: 20 }, (_, i) => `h${i % 5}`));
  });
});

describe("bounds", () => {
  test("a line that is too long is bad, whether it ends or not, and the next is read", () => {
    const limits = { maxLineBytes: 100 };
    const long = "x".repeat(101);
    for (const text of [`m a=1\n${long}\nm a=2\n`, `m a=1\nm s="${long}\nm a=2\n`]) {
      const { all, errors } = parse(text, { limits });
      expect(all.map((point) => point.fields[0]?.value)).toEqual([1, 2]);
      expect(errors).toEqual([{ line: 2, reason: "too_long", text: "longer than 100 bytes" }]);
    }
    expect(parse(long, { limits }).errors[0]?.reason).toBe("too_long");
    expect(parse(`m v=${"1".repeat(96)}`, { limits }).bad).toBe(0);
  });

  test("tags and fields are counted", () => {
    const limits = { maxTags: 2, maxFields: 2 };
    expect(parse("m,a=1,b=2 c=3,d=4", { limits }).bad).toBe(0);
    expect(parse("m,a=1,b=2,c=3 d=4", { limits }).errors[0]?.reason).toBe("too_many");
    expect(parse("m a=1,b=2,c=3", { limits }).errors[0]?.reason).toBe("too_many");
  });

  test("all bad lines are counted, the first few described", () => {
    const { bad, errors } = parse("bad\n".repeat(50), { limits: { maxErrorsKept: 3 } });
    expect(bad).toBe(50);
    expect(errors.map((error) => error.line)).toEqual([1, 2, 3]);
  });

  test("what an error quotes is short and one line", () => {
    const { errors } = parse(`m v=\u001b[31m${"x".repeat(1000)}|y 1`);
    expect(errors[0]?.text.length).toBeLessThan(200);
    expect(errors[0]?.text).not.toMatch(/[\p{Cc}|]/u);
  });
});
