import { expect, test } from "@jest/globals";
import { lintTruth } from "../src/lint.js";

test.each([
  ["cpu_load_ok() and memory_usage_ok()", ["and"]],
  ["cpu_load_ok{cpu_load5_limit = 0.5} and x", ["and"]],
  ["in_session_group 'vip' or x", ["or"]],
  ["(cpu_load_ok()) and x", ["and"]],
  ["((gt('a', 1))) or x", ["or"]],
  ["not gt('a', 1)", ["not"]],
  ["not (gt('a', 1))", ["not"]],
  ["x == 1 and not in_subnet('a')", ["not"]],
  ["x and cpu_load_ok() and y", ["and"]],
  ["gt('a', (1)) and lt('b', 2) or z", ["and", "or"]],
  ["if cpu_load_ok() then return 1 end", ["if"]],
  ["if x then elseif always() then end", ["elseif"]],
  ["while always() do end", ["while"]],
  ["repeat until always()", ["until"]],
  ["f(always() and 1)", ["and"]],
])("%s is pointed out", (source, words) => {
  const found = lintTruth(`return ${source}`).map((text) => /^'(\w+)'/.exec(text)?.[1]);
  expect(found).toEqual(words);
});

test.each([
  "cpu_load_ok()",
  "cpu_load_ok() ~= 0 and memory_usage_ok() ~= 0",
  "cpu_load_ok() * memory_usage_ok()",
  "x > 0 and cpu_load_ok()",
  "x ~= nil or always()",
  "all_of(cpu_load_ok(), always())",
  "1 == cpu_load_ok() and x",
  "si('a') and 1",
  "cpu_load_ok() + 1 > 1 and x",
  "mine.always() and x",
  "cpu_load_ok and x",
  "'cpu_load_ok() and x' == y",
  "if cpu_load_ok() == 1 then return 1 end",
  "-- cpu_load_ok() and x\n1",
  "f(always(), x and y)",
])("%s is fine", (source) => {
  expect(lintTruth(`return ${source}`)).toEqual([]);
});
