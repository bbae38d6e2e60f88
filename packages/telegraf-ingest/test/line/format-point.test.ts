import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { createSeries, type Field, formatPoint, instantFromNs } from "../../src/index.js";

const time = instantFromNs(1_709_296_800_000_000_001n);
const one: Field = { key: "v", kind: "int", value: 1 };
const write = (measurement: string, tags: Record<string, string>, ...fields: Field[]) =>
  formatPoint({
    series: createSeries(
      measurement,
      Object.entries(tags).map(([key, value]) => ({ key, value })),
    ),
    fields,
    time,
  });

describe("formatPoint", () => {
  test("writes tags in order, every kind of value, and the time in nanoseconds", () => {
    const line = write(
      "net work",
      { interface: "eth,0", host: "a=b" },
      one,
      { key: "u", kind: "uint", value: 2n ** 64n - 1n },
      { key: "f", kind: "float", value: 0.5 },
      { key: "s", kind: "string", value: 'a "b" \\' },
      { key: "b", kind: "boolean", value: true },
    );
    expect(line).toBe(
      String.raw`net\ work,host=a\=b,interface=eth\,0 ` +
        String.raw`v=1i,u=18446744073709551615u,f=0.5,s="a \"b\" \\",b=true 1709296800000000001`,
    );
  });

  test.each([
    ["no fields", () => write("m", {})],
    ["an empty measurement", () => write("", {}, one)],
    ["a measurement that would be a comment", () => write("#m", {}, one)],
    ["an empty tag", () => write("m", { a: "" }, one)],
    ["a backslash at the end", () => write("m", { a: "x\\" }, one)],
    ["a backslash that would become a tab", () => write("m", { a: "C:\\temp" }, one)],
    ["a number that is not finite", () => write("m", {}, { key: "v", kind: "float", value: NaN })],
    ["an integer with a fraction", () => write("m", {}, { key: "v", kind: "int", value: 1.5 })],
    ["a negative unsigned", () => write("m", {}, { key: "v", kind: "uint", value: -1 })],
    ["more than 64 bits", () => write("m", {}, { key: "v", kind: "int", value: 2n ** 63n })],
  ])("refuses %s", (_, act) => {
    expect(act).toThrow(AppError);
  });
});
