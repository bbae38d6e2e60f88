import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { labelOf, parseBaseUrl, urlAt } from "../src/target.js";

describe("parseBaseUrl", () => {
  test.each([
    ["http://[::1]:8080/a/", "http://[::1]:8080", "/a"],
    ["https://cache.example", "https://cache.example", ""],
  ])("%s has origin %s and prefix %j", (baseUrl, origin, pathPrefix) => {
    expect(parseBaseUrl(baseUrl)).toMatchObject({ origin, pathPrefix, auth: undefined });
  });

  test.each(["", "cache:8182", "ftp://host", "http://host/?a=1", "http://host/#a"])(
    "%j is refused",
    (baseUrl) => {
      expect(() => parseBaseUrl(baseUrl)).toThrow(/^baseUrl /);
    },
  );

  test("a refusal does not repeat the password", () => {
    expect(() => parseBaseUrl("http://user:hunter2@ho st")).toThrow(/^(?!.*hunter2)/);
  });
});

describe("urlAt", () => {
  test.each(["", "status", "@elsewhere.invalid/", ":8080/"])("path %j is refused", (path) => {
    expect(() => urlAt(parseBaseUrl("http://host"), path)).toThrow('does not start with "/"');
  });

  test("no path leaves the host, no label shows the query or the credentials", () => {
    const target = parseBaseUrl("http://user:hunter2@host:1234/base");
    fc.assert(
      fc.property(fc.string(), (rest) => {
        const url = urlAt(target, `/${rest}`, { token: "hunter2" });
        expect(url.host).toBe("host:1234");
        expect(labelOf("GET", url)).not.toContain("hunter2");
      }),
    );
  });
});
