import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { aProgram, aRequest, aStage, weigh, type Stage } from "./engine-fixture.js";

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
  await stage.engine.load(aProgram([]));
});
afterAll(() => stage.engine.close());

const LIBRARIES = {
  string:
    "byte char find format gmatch gsub len lower match pack packsize rep reverse sub unpack upper",
  table: "concat insert move pack remove sort unpack",
  math:
    "abs acos asin atan ceil cos deg exp floor fmod huge log max maxinteger min mininteger modf pi rad random " +
    "randomseed sin sqrt tan tointeger type ult",
  utf8: "char charpattern codepoint codes len offset",
  os: "clock date time",
  log: "add_prefix critical debug error info message trace warning",
};
const GLOBALS =
  "HTTPRequest HTTPResponse Session _G _VERSION all_of always any_of assert base64_decode base64_encode " +
  "base64_url_decode base64_url_encode cpu_load_ok empty eq error from_hex_string ge getmetatable gt health_check " +
  "hmac_sha256 hmac_sha512 host_bitrate host_bitrate_custom host_has_bw host_has_bw_custom in_all_session_groups " +
  "in_any_session_group in_session_group in_subnet interfaces_online ipairs le log lt math md5 memory_usage_ok neq never " +
  "next none_of os pairs pcall print qoe_score rawequal rawget rawlen rawset request request_headers " +
  "request_query_params select selection_input session session_count session_groups session_query_params " +
  "set_session_type set_session_type_if_in_all_groups set_session_type_if_in_any_group set_session_type_if_in_group " +
  "setmetatable sha256 sha512 si string table to_hex_string tonumber tostring truth type utf8 verify_security_token xpcall";

const sorted = (names: string): string[] => names.split(" ").sort();

test("the reachable globals are exactly those of the list", async () => {
  const { value } = await stage.engine.runScript(
    "local n = {} for k in pairs(_G) do n[#n + 1] = k end return table.concat(n, ' ')",
  );
  expect(sorted(value)).toEqual(sorted(GLOBALS));
});

test.each(Object.entries(LIBRARIES))(
  "the library %s has exactly those functions",
  async (name, list) => {
    const { value } = await stage.engine.runScript(
      `local n = {} for k in pairs(${name}) do n[#n + 1] = k end return table.concat(n, ' ')`,
    );
    expect(sorted(value)).toEqual(sorted(list));
  },
);

const walk = `
  local seen, odd = {}, {}
  local function visit(v, path)
    local kind = type(v)
    if kind == 'userdata' or kind == 'thread' then odd[#odd + 1] = path .. ':' .. kind end
    if kind ~= 'table' or seen[v] then return end
    seen[v] = true
    for k, inner in pairs(v) do visit(inner, path .. '.' .. tostring(k)) end
    local meta = getmetatable(v)
    if meta then visit(meta, path .. '.meta') end
  end
  visit(_G, '_G')
  return table.concat(odd, ' ')`;

test("no userdata and no thread can be reached from the globals", async () => {
  expect(await stage.engine.runScript(walk, aRequest())).toMatchObject({ value: "" });
});

test.each([
  "io",
  "package",
  "require",
  "debug",
  "load",
  "loadstring",
  "loadfile",
  "dofile",
  "collectgarbage",
  "coroutine",
  "string.dump",
  "os.execute",
  "os.exit",
  "os.getenv",
  "os.remove",
  "os.rename",
  "os.tmpname",
  "os.setlocale",
  "js",
  "module",
  "setfenv",
  "getfenv",
  "newproxy",
  "null",
  "native",
  "data",
])("%s is not there", async (name) => {
  expect(await weigh(stage, `return ${name} == nil`)).toBe(1);
});

test.each([
  ["the string library through a text", "getmetatable('').__index.x = 1"],
  ["the string library by name", "string.upper = 1"],
  ["the metatable of texts", "setmetatable('', {})"],
  ["a library by rawset", "rawset(string, 'upper', 1)"],
  ["a library's metatable", "setmetatable(math, {})"],
  ["a library by table.insert", "table.insert(table, 1)"],
  ["the selection input", "selection_input.a = 1"],
  ["a table inside the selection input", "selection_input.a.b = 2"],
  ["it by rawset", "rawset(selection_input.a, 'b', 2)"],
  ["it by table.insert", "table.insert(selection_input.list, 2)"],
  ["it by table.sort", "table.sort(selection_input.list)"],
  ["it by table.move", "table.move({1, 2}, 1, 2, 1, selection_input.list)"],
  ["its metatable", "setmetatable(selection_input.a, {})"],
  ["the request", "request.method = 'POST'"],
  ["the headers", "request_headers.host = 'x'"],
  ["the groups", "session_groups.vip = true"],
  ["the log", "log.info = print"],
  ["a built-in function", "cpu_load_ok = function() return 1 end"],
  ["a built-in function through _G", "_G.always = nil"],
  ["the metatable of _G", "setmetatable(_G, {__index = {}})"],
  ["a finalizer", "setmetatable({}, {__gc = function() end})"],
  ["bytecode by string.dump", "string.dump(function() end)"],
  [
    "what pairs hands out as state",
    "local _, t = pairs(string) t.upper = 1 assert(not pcall(string.upper, 'a'))",
  ],
])("changing %s is refused", async (_, script) => {
  stage.input.plain.replace([], { a: { b: 1 }, list: [3, 1] });
  const { error } = await stage.engine.runScript(`${script} return 'done'`, aRequest());
  expect(error).toBeDefined();
  expect(await weigh(stage, "('a'):upper() == 'A' and selection_input.a.b == 1")).toBe(1);
});

test.each([
  ["getmetatable('')"],
  ["getmetatable(string)"],
  ["getmetatable(_G)"],
  ["getmetatable(selection_input)"],
  ["getmetatable(request)"],
])("%s shows nothing", async (expression) => {
  expect(await weigh(stage, `${expression} == false`)).toBe(1);
});

test("a global set by one condition is not seen by another, nor by itself the next time", async () => {
  await stage.engine.load(
    aProgram([
      "leak = (leak or 0) + 1 return leak",
      "return leak == nil",
      "rawset(_G, 'leak', 5) return 1",
    ]),
  );
  const calls = [0, 1, 2, 0, 1].map((gate) => ({ gate, host: -1 }));
  expect(await stage.engine.evaluateLater(aRequest(), calls)).toEqual([1, 1, 1, 1, 1]);
});

test("a global table of a custom file is read-only to conditions", async () => {
  const files = [{ path: "a.lua", source: "shared = { n = { 1 } }" }];
  await stage.engine.load(
    aProgram(
      ["shared.n[1] = 2 return 1", "rawset(shared.n, 1, 2) return 1", "return shared.n[1]"],
      {
        files,
      },
    ),
  );
  const calls = [0, 1, 2].map((gate) => ({ gate, host: -1 }));
  expect(await stage.engine.evaluateLater(undefined, calls)).toEqual([0, 0, 1]);
});

test("a view of the input kept beyond its evaluation shows nothing old", async () => {
  const source =
    "local kept function peek() if kept then return kept.b end kept = selection_input.a return 5 end";
  stage.input.plain.replace([], { a: { b: 1 } });
  await stage.engine.load(
    aProgram(["return peek() + 0 * math.random()"], { files: [{ path: "a.lua", source }] }),
  );
  const ask = () => stage.engine.evaluateLater(undefined, [{ gate: 0, host: -1 }]);
  expect(await ask()).toEqual([5]);
  expect(await ask()).toEqual([0]);
  expect(stage.lines.at(-1)?.text).toContain("belongs to an earlier evaluation");
});

test("choosing the seed of random numbers has no effect", async () => {
  const script =
    "math.randomseed(7) local a = math.random(1 << 40) math.randomseed(7) return a ~= math.random(1 << 40)";
  expect(await weigh(stage, script)).toBe(1);
});

test("the time and random numbers are there", async () => {
  expect(
    await weigh(stage, "os.time() > 1600000000 and math.random() < 1 and os.date('%Y') ~= ''"),
  ).toBe(1);
});
