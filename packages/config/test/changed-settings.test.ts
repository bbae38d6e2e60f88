import { expect, test } from "@jest/globals";
import { changedSettings } from "../src/index.js";

const before = { port: 1, log: { level: "info", file: "a" }, list: [1, 2], geoip: { city: "x" } };

test.each([
  ["nothing", {}, []],
  ["a setting", { port: 2 }, ["port"]],
  ["a setting in a section", { log: { level: "info", file: "b" } }, ["log.file"]],
  ["a setting that a reload puts in force", { log: { level: "debug", file: "a" } }, []],
  ["a whole section that it puts in force", { geoip: { city: "y" } }, []],
  ["a list", { list: [2, 1] }, ["list"]],
  ["a section that became a text, and one more", { log: "x", more: 1 }, ["log", "more"]],
])("%s that differs is named", (_what, changes, paths) => {
  const live = new Set(["geoip", "log.level"]);
  expect(changedSettings(before, { ...before, ...changes }, live)).toEqual(paths);
});
