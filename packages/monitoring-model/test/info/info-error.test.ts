import { expect, test } from "@jest/globals";
import { infoError, InfoValidator, isErrorReply, readInfoReply } from "../../src/index.js";

test.each([
  ["node", "node not found: a/b"],
  ["opsconfig", "opsconfig not found: a/b"],
  ["externalcheck", "external check store not found: a/b"],
  ["experimentgroup", "experiment group not found: a/b"],
] as const)("a missing %s is told in the words old clients know", (type, message) => {
  const error = infoError({ type, id: "a/b" });

  expect(error).toEqual({
    $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/error#",
    error_message: message,
    origin_url: `/info/${type}/a/b`,
  });
  expect(new InfoValidator().problems("error", error)).toEqual([]);
  expect(readInfoReply(error)).toEqual({
    kind: "error",
    message,
    originUrl: `/info/${type}/a/b`,
  });
});

test.each([
  [{ $schema: "http://www.gpolab.bbn.com/monitoring/schema/20150625/error#" }, true],
  [{ $schema: "error" }, true],
  [{ $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/node#" }, false],
  [{ $schema: 7 }, false],
  [[{ $schema: "error" }], false],
  [Object.create({ $schema: "error" }), false],
  [null, false],
  ["error", false],
])("%j is an error reply: %s", (value, expected) => expect(isErrorReply(value)).toBe(expected));

test("an error without a message, and one with line breaks, give one line", () => {
  expect(readInfoReply({ $schema: "x/error#" })).toEqual({
    kind: "error",
    message: "error without a message",
  });
  expect(readInfoReply({ $schema: "x/error#", error_message: "a\nb" })).toMatchObject({
    message: "a b",
  });
});
