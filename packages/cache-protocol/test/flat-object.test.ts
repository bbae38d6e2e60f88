import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { readFlatObject, sliceText, type FlatValue } from "../src/index.js";

function read(body: string | Buffer): Record<string, unknown> {
  const bytes = Buffer.from(body);
  const plain = (value: FlatValue): unknown =>
    typeof value === "object" && value !== null ? sliceText(bytes, value) : value;
  return Object.fromEntries(
    readFlatObject(bytes)
      .entries()
      .map(([name, value]) => [name, plain(value)]),
  );
}

function refusalOf(body: string | Buffer): string {
  try {
    readFlatObject(Buffer.from(body));
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid_argument") return error.message;
    throw error;
  }
  throw new Error("was accepted");
}

describe("what is read", () => {
  test("strings, numbers, booleans and null in any order, with or without blanks", () => {
    expect(read(' {"s" : "x","i":3 , "f":-1.5e2,"t":true,"u":false,"n":null}\r\n\t ')).toEqual({
      s: "x",
      i: 3,
      f: -150,
      t: true,
      u: false,
      n: null,
    });
  });

  test("an object without fields", () => expect(read("{ }")).toEqual({}));

  test("a string keeps its place in the body, so that it can be passed on as it came", () => {
    const body = Buffer.from('{"data": "a\\u00e9\\"b"}');
    const slice = readFlatObject(body).get("data");
    expect(slice).toEqual({ start: 9, end: 21, hasEscapes: true, textBytes: 5 });
    expect(body.toString("utf8", 9, 21)).toBe('"a\\u00e9\\"b"');
  });

  test("raw UTF-8 has no escapes", () => {
    const slice = readFlatObject(Buffer.from('{"data":"é🚀"}')).get("data");
    expect(slice).toMatchObject({ hasEscapes: false });
    expect(read('{"data":"é🚀"}')).toEqual({ data: "é🚀" });
  });

  test.each([
    ["a backslash before the quote", String.raw`{"a":"\\"}`, "\\"],
    ["a quote inside", String.raw`{"a":"\\\""}`, '\\"'],
    ["half a surrogate pair as an escape", String.raw`{"a":"\ud83d"}`, "\ud83d"],
    ["a pair as escapes", String.raw`{"a":"\ud83d\ude80"}`, "🚀"],
    ["every short escape", String.raw`{"a":"\b\f\n\r\t\/"}`, "\b\f\n\r\t/"],
    ["an escaped zero", String.raw`{"a":"\u0000"}`, "\0"],
    ["line separators, which JSON allows raw", '{"a":"\u2028\u2029\u007f"}', "\u2028\u2029\u007f"],
  ])("%s", (_what, body, text) => expect(read(body)).toEqual({ a: text }));

  test("__proto__ is a field like any other and changes no prototype", () => {
    const fields = readFlatObject(
      Buffer.from('{"__proto__":"x","constructor":"y","toString":true}'),
    );
    expect(fields.entries().map(([name]) => name)).toEqual([
      "__proto__",
      "constructor",
      "toString",
    ]);
    expect(fields.get("valueOf")).toBeUndefined();
    expect(fields.has("hasOwnProperty")).toBe(false);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });

  test("a number beyond what a double holds is read as JSON.parse reads it", () => {
    expect(read('{"a":1e400,"b":12345678901234567890,"c":-0}')).toEqual({
      a: Infinity,
      b: 12345678901234567000,
      c: -0,
    });
  });
});

describe("what is refused", () => {
  test.each([
    ["nothing", "", "malformed request: the body is empty, expected a JSON object"],
    ["blanks only", "  ", "malformed request: expected a JSON object at the end of the body"],
    ["another value", '"ok"', "malformed request: expected a JSON object at byte 0"],
    ["a list", "[]", "malformed request: expected a JSON object at byte 0"],
    ["a byte order mark", '\ufeff{"a":1}', "malformed request: expected a JSON object at byte 0"],
    [
      "no end",
      '{"a":1',
      "malformed request: expected a comma or the end of the object at the end of the body",
    ],
    [
      "no field name",
      "{1:2}",
      "malformed request: expected a field name in double quotes at byte 1",
    ],
    [
      "single quotes",
      "{'a':1}",
      "malformed request: expected a field name in double quotes at byte 1",
    ],
    [
      "a comma at the end",
      '{"a":1,}',
      "malformed request: expected a field name in double quotes at byte 7",
    ],
    ["no colon", '{"a" 1}', "malformed request: expected a colon at byte 5"],
    [
      "no comma",
      '{"a":1 "b":2}',
      "malformed request: expected a comma or the end of the object at byte 7",
    ],
    ["something behind", '{"a":1} x', "malformed request: expected the end of the body at byte 8"],
    ["two objects", '{"a":1}{"a":1}', "malformed request: expected the end of the body at byte 7"],
    [
      "a zero byte behind",
      '{"a":1}\0',
      "malformed request: expected the end of the body at byte 7",
    ],
    ["a field twice", '{"a":1,"a":1}', 'malformed request: field "a" is given twice'],
    [
      "a field twice, once escaped",
      '{"a":1,"\\u0061":1}',
      'malformed request: field "a" is given twice',
    ],
    ["an open string", '{"a":"x', "malformed request: a string is not closed"],
    [
      "an open string after a backslash",
      '{"a":"x\\"}',
      "malformed request: a string is not closed",
    ],
    [
      "a bad escape",
      '{"a":"\\x"}',
      "malformed request: the string at byte 5 holds a bad escape or a control character",
    ],
    [
      "a short escape",
      '{"a":"\\u12"}',
      "malformed request: the string at byte 5 holds a bad escape or a control character",
    ],
    [
      "a raw line feed",
      '{"a":"\n"}',
      "malformed request: the string at byte 5 holds a bad escape or a control character",
    ],
    [
      "an object inside",
      '{"a":{"b":1}}',
      'malformed request: field "a" is an object or array, expected a string, number or boolean',
    ],
    [
      "a list inside",
      '{"a":[1]}',
      'malformed request: field "a" is an object or array, expected a string, number or boolean',
    ],
  ])("%s", (_what, body, message) => expect(refusalOf(body)).toBe(message));

  test.each([
    "NaN",
    "Infinity",
    "-Infinity",
    "None",
    "True",
    "01",
    "+1",
    ".5",
    "1.",
    "0x10",
    "1e",
    "--1",
    "truex",
    "",
  ])("%p as a value, naming the field and its place", (text) =>
    expect(refusalOf(`{"ttl": ${text}}`)).toBe(
      'malformed request: field "ttl" holds something that is not a JSON value at byte 8',
    ),
  );

  test("a number of more than 64 characters", () => {
    expect(refusalOf(`{"ttl":0.${"1".repeat(100)}}`)).toMatch("malformed request:");
    expect(refusalOf(`{"ttl":${"1".repeat(65)}}`)).toMatch("malformed request:");
  });

  test("a value written without quotes is not repeated, for it may be a token", () => {
    expect(refusalOf('{"namespace":EBESExQVFhcYGRobHB0eH4Bl12x8sgi4}')).not.toContain("EBESExQV");
  });

  test("more fields than any request has", () => {
    const body = (count: number): string =>
      `{${[...Array(count).keys()].map((i) => `"f${i}":1`).join()}}`;
    expect(Object.keys(read(body(16)))).toHaveLength(16);
    expect(refusalOf(body(17))).toBe("malformed request: more than 16 fields");
  });

  test("a field name longer than any request has", () => {
    expect(refusalOf(`{"${"n".repeat(63)}":1}`)).toBe(
      "malformed request: a field name is longer than 64 bytes",
    );
  });

  test.each([
    ["half a surrogate pair", [0xed, 0xa0, 0x80]],
    ["an overlong form", [0xc0, 0xaf]],
    ["a cut sequence", [0xe2, 0x82]],
    ["a lone continuation byte", [0x80]],
    ["Latin-1", [0xe9]],
  ])("bytes that are not UTF-8: %s", (_what, bytes) => {
    const body = Buffer.concat([Buffer.from('{"a":"'), Buffer.from(bytes), Buffer.from('"}')]);
    expect(refusalOf(body)).toBe("malformed request: the body is not UTF-8");
  });

  test.each(["[", "{", '{"a":', '{"a":[', "[{"])(
    "a million brackets, at the first one that is too much: %s",
    (bracket) => {
      const body = Buffer.from(bracket.repeat(1_000_000));
      expect(refusalOf(body)).toMatch(/at byte [01]$|object or array/);
    },
  );

  test("a string of a million backslashes, without looking at them a million times each", () => {
    expect(refusalOf(`{"a":"${"\\".repeat(999_999)}"}`)).toBe(
      "malformed request: a string is not closed",
    );
    expect(refusalOf(`{"a":"${'\\"'.repeat(500_000)}`)).toBe(
      "malformed request: a string is not closed",
    );
  });
});
