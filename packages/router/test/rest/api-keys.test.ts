import { describe, expect, test } from "@jest/globals";
import { ApiKeys, parseApiKeys } from "../../src/rest/api-keys.js";

const KEY = "k".repeat(32);
const OTHER = "o".repeat(32);

test.each([
  ["an object", JSON.stringify({ api_key: KEY }), [KEY]],
  ["a bare string", JSON.stringify(KEY), [KEY]],
  ["two live keys", JSON.stringify({ api_keys: [KEY, OTHER] }), [KEY, OTHER]],
  ["one and more", JSON.stringify({ api_key: KEY, api_keys: [OTHER] }), [KEY, OTHER]],
])("a key file may hold %s", (_form, text, keys) => {
  expect(parseApiKeys(text)).toEqual(keys);
});

test.each([
  ["no JSON", `{"api_key": ${KEY}`, "the API key file is not JSON"],
  ["no key", "{}", "holds 0 keys"],
  ["null", "null", "holds 0 keys"],
  ["too many", JSON.stringify({ api_keys: Array(9).fill(KEY) }), "holds 9 keys"],
  ["a short one", JSON.stringify({ api_key: "secret" }), "fewer than 16 characters"],
  ["a line feed", JSON.stringify({ api_key: `${KEY}\n` }), "printable ASCII"],
  ["one beyond any header", JSON.stringify({ api_key: KEY.repeat(100) }), "printable ASCII"],
])("a key file with %s is refused, and what it holds is not quoted", (_what, text, message) => {
  expect(() => parseApiKeys(text)).toThrow(message);
  expect(() => parseApiKeys(text)).not.toThrow(/secret|kkk/);
});

describe("the keys", () => {
  const keys = new ApiKeys([KEY, OTHER]);

  test("each of them opens", () => {
    expect(keys.accepts(KEY)).toBe(true);
    expect(keys.accepts(OTHER)).toBe(true);
  });

  test.each([
    undefined,
    "",
    KEY.slice(1),
    `${KEY}k`,
    KEY.toUpperCase(),
    `${KEY}, ${KEY}`,
    ` ${KEY}`,
  ])("%j does not", (given) => {
    expect(keys.accepts(given)).toBe(false);
  });
});
