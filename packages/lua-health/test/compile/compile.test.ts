import { expect, test } from "@jest/globals";
import { compileBody } from "../../src/compile/compile.js";
import { parseBody } from "../../src/compile/parser.js";

const isCompiled = (source: string): boolean => compileBody(source) !== undefined;

test.each([
  "return 1",
  "return 1;",
  " return\n--[[ why ]] cpu_load_ok ( ) -- because",
  "return cpu_load_ok{hostname = 'a', cpu_load5_limit = .5,}",
  "return health_check({interfaces = {'a'; 'b'}, ['hostname'] = [[x]]})",
  "return si 'a.b' > 0x10 and not (request.method == \"GET\")",
  "return selection_input['a b'].c[\"d\"] == '\\u{E9}\\x41\\065\\z  \n z'",
  "return 1 - -1 .. 'x' == nil",
  "return truth(si('a')) == 0",
  "return 100 * truth(gt('a', request.minor_version))",
  "return host_has_bw_custom({custom_bitrate_var = 'a', custom_capacity_var = 5})",
])("%s is compiled", (source) => {
  expect(isCompiled(source)).toBe(true);
});

test("a chain of operators is compiled up to a bound, and a longer one left to the interpreter", () => {
  const sum = (terms: number): string => `return ${Array(terms).fill("1").join(" + ")}`;
  expect(isCompiled(sum(1_000))).toBe(true);
  expect(isCompiled(sum(100_000))).toBe(false);
});

test.each([
  "",
  "return",
  "return 1, 2",
  "1",
  "local a = 1 return a",
  "return mine()",
  "return unknown",
  "return 2 ^ 3",
  "return 1 & 1",
  "return #selection_input.list",
  "return selection_input.list[1]",
  "return selection_input.list['1']",
  "return selection_input[request.method]",
  "return ('a'):upper()",
  "return request.path:find('x')",
  "return math.floor(1.5)",
  "return cpu_load_ok({cpu_load5_limit = '1'})",
  "return cpu_load_ok({cpu_load5_limit = 1 + 1})",
  "return cpu_load_ok('x')",
  "return interfaces_online()",
  "return interfaces_online({interfaces = '0'})",
  "return si()",
  "return si('a', 'b')",
  "return si(request.method)",
  "return in_session_group(5)",
  "return always(1)",
  "return {}",
  "return request",
  "return function() end",
  "return 'unfinished",
  "return '\\255'",
  "return 0x1p4",
  "return 5x",
  "return 1 --[[ unfinished",
  "return 1 return 2",
  `return ${"(".repeat(100)}1${")".repeat(100)}`,
])("%s is left to the interpreter", (source) => {
  expect(isCompiled(source)).toBe(false);
});

test.each([
  ["return always()", { isConstant: true, isVolatile: false }],
  ["return all_of(1, never())", { isConstant: true, isVolatile: false }],
  ["return si('a')", { isConstant: false, isVolatile: false }],
  ["return cpu_load_ok() * 2", { isConstant: false, isVolatile: false }],
  ["return si('a') == request.method", { isConstant: false, isVolatile: true }],
  ["return in_subnet('x')", { isConstant: false, isVolatile: true }],
  ["return host_bitrate({interface = 'a'})", { isConstant: false, isVolatile: true }],
])("%s is %j", (source, kind) => {
  expect(compileBody(source)).toMatchObject(kind);
});

test("operators bind as in Lua", () => {
  const same = (a: string, b: string) =>
    expect(parseBody(`return ${a}`)).toEqual(parseBody(`return ${b}`));
  same("1 or 2 and 3 < 4 .. 5 + 6 * - 7", "1 or (2 and (3 < (4 .. (5 + (6 * (-7))))))");
  same("not 1 == 2", "(not 1) == 2");
  same("1 .. 2 .. 3", "1 .. (2 .. 3)");
  same("1 - 2 - 3", "(1 - 2) - 3");
  same("- 1 * 2", "(- 1) * 2");
});
