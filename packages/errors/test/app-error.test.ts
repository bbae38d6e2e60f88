import { describe, expect, test } from "@jest/globals";
import {
  AppError,
  errorMeaning,
  httpStatus,
  isErrorCode,
  MAX_ONE_LINE_CHARS,
  oneLine,
} from "../src/index.js";

describe("AppError", () => {
  test("every code has a status in the error range and a meaning", () => {
    expect(Object.keys(errorMeaning).sort()).toEqual(Object.keys(httpStatus).sort());
    for (const status of Object.values(httpStatus)) {
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(600);
    }
  });

  test("an error of ours passes through unchanged", () => {
    const error = new AppError("not_found", "no such key");
    expect(AppError.from(error)).toBe(error);
    expect(error.status).toBe(404);
  });

  test("a stranger becomes internal, its own message kept only as the cause", () => {
    const stranger = new Error("password is hunter2");
    const error = AppError.from(stranger);
    expect(error.code).toBe("internal");
    expect(error.message).not.toContain("hunter2");
    expect(error.cause).toBe(stranger);
  });

  test.each(["constructor", "__proto__", "", 7, null])("%p is not a code", (value) => {
    expect(isErrorCode(value)).toBe(false);
  });
});

describe("oneLine", () => {
  test.each([
    ["a\nb\r\nc", "a b c"],
    ["load=5|load=5;1;2", "load=5/load=5;1;2"],
    ["\u001b[31mred\u202e", "[31mred"],
  ])("%j becomes %j", (given, expected) => {
    expect(oneLine(given)).toBe(expected);
  });

  test("a long text is cut and says so", () => {
    const cut = oneLine("x".repeat(1000));
    expect(cut).toHaveLength(MAX_ONE_LINE_CHARS);
    expect(cut.endsWith("...")).toBe(true);
  });
});
