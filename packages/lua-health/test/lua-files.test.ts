import { expect, test } from "@jest/globals";
import { LuaFiles } from "../src/index.js";

test("a change makes a new value and leaves the old one alone", () => {
  const empty = LuaFiles.empty();
  const one = empty.with("a/b.lua", "x = 1");
  const two = one.with("a.lua", "y = 1").with("a/b.lua", "x = 2");
  expect([empty.list(), one.list(), two.list()]).toEqual([[], ["a/b.lua"], ["a.lua", "a/b.lua"]]);
  expect([one.get("a/b.lua"), two.get("a/b.lua")]).toEqual(["x = 1", "x = 2"]);
  expect(two.without("a.lua").toList()).toEqual([{ path: "a/b.lua", source: "x = 2" }]);
  expect([one.has("a.lua"), two.has("a.lua")]).toEqual([false, true]);
});

test("a folder lists what is below it and nothing beside it", () => {
  const files = LuaFiles.empty().with("a/b.lua", "").with("a/c/d.lua", "").with("ab/e.lua", "");
  expect([files.list("a"), files.list("a/c/"), files.list("z")]).toEqual([
    ["a/b.lua", "a/c/d.lua"],
    ["a/c/d.lua"],
    [],
  ]);
});

test.each([
  "",
  "a",
  "a.txt",
  "/a.lua",
  "a//b.lua",
  "../a.lua",
  "a/../b.lua",
  "./a.lua",
  ".lua/..",
  "a b.lua",
  "é.lua",
  "a\0.lua",
  "a\\b.lua",
  "a.lua\n",
  `${"a".repeat(300)}.lua`,
])("the path %j is refused", (path) => {
  expect(() => LuaFiles.empty().with(path, "")).toThrow(/segments of A-Z/);
});

test.each([
  [{ maxFileBytes: 3 }, "limit is 3"],
  [{ maxFiles: 1 }, "maxFiles"],
  [{ maxTotalBytes: 6 }, "limit is 6"],
])("the limit %j holds", (limits, text) => {
  const add = () => LuaFiles.empty(limits).with("a.lua", "abc").with("b.lua", "éé");
  expect(add).toThrow(text);
  expect(add).toThrow(expect.objectContaining({ code: "item_too_large" }));
});

test("what is not there cannot be read or removed", () => {
  const missing = expect.objectContaining({ code: "not_found" });
  expect(() => LuaFiles.empty().get("a.lua")).toThrow(missing);
  expect(() => LuaFiles.empty().without("a.lua")).toThrow(missing);
});
