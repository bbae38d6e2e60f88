import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { HookArgs, HookName } from "../src/index.js";
import { aProgram, aRequest, aStage, type Stage } from "./engine-fixture.js";

let stage: Stage;
beforeAll(async () => {
  stage = await aStage();
});
afterAll(() => stage.engine.close());

async function run(name: HookName, body: string, args: HookArgs = {}, groups = { vip: true }) {
  await stage.engine.load(aProgram([], { hooks: { [name]: body } }));
  return stage.engine.runHook(name, aRequest({ groups, query: "a=1" }), args);
}

const unchangedRequest = {
  method: undefined,
  path: undefined,
  clientIp: undefined,
  body: undefined,
  queryParameters: [],
  headers: [],
};

test("a hook that returns nothing, or is not there, changes nothing", async () => {
  expect(await run("request", "return nil")).toEqual({});
  expect(await run("request", "")).toEqual({});
  expect(await stage.engine.runHook("response", aRequest(), {})).toEqual({});
});

test("the request hook reads its arguments and the request and returns what to change", async () => {
  const body = `
    local first = QueryParameters[1]
    local parameters = {}
    for _, pair in pairs(QueryParameters) do parameters[#parameters + 1] = { pair[1], pair[2] .. '!' } end
    parameters[#parameters + 1] = { 'gone' }
    return HTTPRequest({
      Method = 'HEAD', Path = '/new' .. request.path, ClientIp = '198.51.100.9', Body = first[1],
      QueryParameters = parameters, Headers = { { 'X-A', 1 }, { 'X-A', '2' }, { 'Cookie', nil } },
    })`;
  const args = {
    QueryParameters: [
      ["a", "1"],
      ["b", "2"],
    ],
    Headers: [["H", "v"]],
  } as const;
  expect(await run("request", body, args)).toEqual({
    request: {
      method: "HEAD",
      path: "/new/vod/film.m3u8",
      clientIp: "198.51.100.9",
      body: "a",
      queryParameters: [
        { name: "a", value: "1!" },
        { name: "b", value: "2!" },
        { name: "gone", value: undefined },
      ],
      headers: [
        { name: "X-A", value: "1" },
        { name: "X-A", value: "2" },
        { name: "Cookie", value: undefined },
      ],
    },
  });
});

test("arguments may be passed on as they are", async () => {
  const result = await run("hostRequest", "return HTTPRequest({ Headers = Headers })", {
    Headers: [["H", "v"]],
  });
  expect(result).toEqual({
    request: { ...unchangedRequest, headers: [{ name: "H", value: "v" }] },
  });
});

test("a list of the selection input may be passed on", async () => {
  stage.input.plain.replace([], { add: [["X-B", "1"]] });
  const result = await run("request", "return HTTPRequest({ Headers = selection_input.add })");
  expect(result.request?.headers).toEqual([{ name: "X-B", value: "1" }]);
});

test("the session hook gets and sets the type", async () => {
  const body = "return Session({ Type = Type == 'initial' and 'instream' or 'initial' })";
  expect(await run("session", body, { Type: "initial" })).toEqual({ sessionType: "instream" });
});

test.each([
  ["set_session_type('instream')", "instream"],
  ["set_session_type_if_in_group('instream', 'vip')", "instream"],
  ["set_session_type_if_in_group('instream', 'tv')", undefined],
  ["set_session_type_if_in_any_group('initial', {'tv', 'vip'})", "initial"],
  ["set_session_type_if_in_all_groups('initial', {'tv', 'vip'})", undefined],
])("%s gives %s", async (call, expected) => {
  const result = await run("session", `return ${call}`);
  expect(result).toEqual(expected === undefined ? {} : { sessionType: expected });
});

test("a session type whose limit is reached is not set", async () => {
  const full = await aStage({ isSessionTypeFull: (type) => type === "instream" });
  const hooks = { session: "return set_session_type(Type)" };
  await full.engine.load(aProgram([], { hooks }));
  const asked = (Type: string) => full.engine.runHook("session", aRequest(), { Type });
  expect([await asked("instream"), await asked("initial")]).toEqual([
    {},
    { sessionType: "initial" },
  ]);
  await full.engine.close();
});

test("the response hook may replace code, text, headers and body", async () => {
  const body =
    "return HTTPResponse({ Code = Code + 1, Text = 'Other', Headers = {{'A', 'b'}}, Body = 'x', MajorVersion = 1, MinorVersion = 0, Protocol = 'HTTP' })";
  expect(await run("response", body, { Code: 302, Text: "Found" })).toEqual({
    response: {
      code: 303,
      text: "Other",
      majorVersion: 1,
      minorVersion: 0,
      protocol: "HTTP",
      body: "x",
      headers: [{ name: "A", value: "b" }],
    },
  });
});

test("an outgoing request is handed back as data, with its defaults", async () => {
  const body = "return HTTPRequest({ OutgoingRequest = { Host = 'stats.example.net' } })";
  expect(await run("request", body)).toEqual({
    request: unchangedRequest,
    outgoing: {
      method: "HEAD",
      protocol: undefined,
      host: "stats.example.net",
      port: undefined,
      path: "/",
      encodeUrl: true,
      queryParameters: [],
      headers: [],
      body: undefined,
    },
  });
});

test.each([
  ["request", "return { Method = 'GET' }", "must return HTTPRequest(...) or nothing, not a table"],
  ["request", "return HTTPResponse({ Code = 200 })", "must return HTTPRequest(...)"],
  ["request", "return HTTPRequest('x')", "table expected, got string"],
  ["request", "return HTTPRequest({ Method = 'GET /' })", "field Method"],
  ["request", "return HTTPRequest({ Path = 'no-slash' })", "field Path"],
  ["request", "return HTTPRequest({ Path = '/a b' })", "field Path"],
  ["request", "return HTTPRequest({ ClientIp = 'x' })", "field ClientIp"],
  ["request", "return HTTPRequest({ Headers = {{'A', 'b\\r\\nC: d'}} })", "field Headers"],
  ["request", "return HTTPRequest({ Headers = {{'A B', 'b'}} })", "field Headers"],
  ["request", "return HTTPRequest({ Headers = {'A'} })", "field Headers"],
  ["request", "return HTTPRequest({ Headers = 5 })", "field Headers"],
  ["request", "return HTTPRequest({ OutgoingRequest = { Host = 'a/b' } })", "field Host"],
  ["request", "return HTTPRequest({ OutgoingRequest = {} })", "field Host"],
  ["request", "return HTTPRequest({ OutgoingRequest = { Host = 'a', Port = 0 } })", "field Port"],
  ["session", "return Session({ Type = 'other' })", "field Type"],
  ["response", "return HTTPResponse({ Code = 99 })", "field Code"],
  ["response", "return HTTPResponse({ Code = '200' })", "field Code"],
  ["response", "return HTTPResponse({ Text = 'a\\nb' })", "field Text"],
  ["response", "local t = {} t.t = t return HTTPResponse(t)", "nested deeper"],
  ["response", "error('broken')", "hook:1: broken"],
  ["response", "return nil + 1", "arithmetic on a nil value"],
] as const)("the %s hook '%s' fails and changes nothing", async (name, body, text) => {
  stage.errors.length = 0;
  const result = await run(name, body);
  expect(result).toEqual({ error: expect.stringContaining(text) });
  expect(stage.errors).toEqual(["error"]);
  expect(stage.lines.at(-1)).toMatchObject({ level: "error", source: `${name} hook` });
});

test("hooks have an environment of their own in each run", async () => {
  const body = "seen = (seen or 0) + 1 return HTTPRequest({ Body = tostring(seen) })";
  await run("request", body);
  const again = await stage.engine.runHook("request", aRequest(), {});
  expect(again.request?.body).toBe("1");
});
