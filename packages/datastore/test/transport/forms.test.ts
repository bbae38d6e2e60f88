import { describe, expect, test } from "@jest/globals";
import { refusalAnswer } from "../../src/access/refusal-answer.js";
import { acceptsGzip } from "../../src/transport/accepts-gzip.js";
import { matchesEtag } from "../../src/transport/matches-etag.js";
import { behindPrefix } from "../../src/transport/path-prefix.js";
import { scopeOf } from "../../src/transport/scope-of.js";

test.each([
  [undefined, false],
  ["", false],
  ["gzip", true],
  ["GZIP", true],
  ["deflate, gzip;q=0.5", true],
  ["gzip;q=0", false],
  ["gzip;q=0.000", false],
  ["*", true],
  ["*;q=0", false],
  ["gzip;q=0, *", false],
  ["br", false],
  ["gzip2", false],
  ["gzip;q=2", false],
])("Accept-Encoding %j wants gzip: %j", (field, wanted) => {
  expect(acceptsGzip(field)).toBe(wanted);
});

test.each([
  [undefined, false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ["*", true],
  ["a", false],
  ['"aa"', false],
  ['"b"', false],
])("If-None-Match %j names a: %j", (field, matches) => {
  expect(matchesEtag(field, "a")).toBe(matches);
});

test.each([
  ["/info/node/x", "", "/info/node/x"],
  ["/om/info/node/x?y", "/om", "/info/node/x?y"],
  ["/om", "/om", "/"],
  ["/om?x", "/om", "/?x"],
  ["/omega/info", "/om", undefined],
  ["/info/node/x", "/om", undefined],
  ["/a/b/data/", "/a/b", "/data/"],
])("%s behind %j is %j", (target, prefix, rest) => {
  expect(behindPrefix(target, prefix)).toBe(rest);
});

test.each([
  ["/", "none"],
  ["/openapi.json", "none"],
  ["/info", "info"],
  ["/info/node/x", "info"],
  ["/data/", "data"],
  ["/ingest/points", "write"],
  ["/metrics", "info"],
  ["/constructor", "info"],
  ["/dataset", "info"],
])("%s needs %s", (path, scope) => {
  expect(scopeOf(path)).toBe(scope);
});

describe("a refusal", () => {
  test.each([
    [undefined, "text/plain"],
    ["*/*", "text/plain"],
    ["application/json, */*;q=0.1", "text/plain"],
    ["text/html", "text/plain"],
    ["application/json", undefined],
    ["application/json;q=0.5, application/problem+json", undefined],
    ["application/json, text/plain;q=0", undefined],
    ["application/jsonish", "text/plain"],
  ])("for Accept %j has the type %j", (accept, contentType) => {
    expect(refusalAnswer("not_listed", accept, "/").contentType).toBe(contentType);
  });
});
