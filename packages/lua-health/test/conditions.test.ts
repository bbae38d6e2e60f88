import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { aProgram, aRequest, aStage, type Stage } from "./engine-fixture.js";

const request = aRequest({
  method: "POST",
  path: "/live/one/b.m3u8",
  query: "x=1&token=t&x=2",
  body: "hello",
  headers: [
    ["User-Agent", "player/1"],
    ["X-Many", "a"],
    ["x-many", "b"],
  ],
  groups: { vip: true, tv: false, all: true },
  subnet: "home",
});

describe.each([
  ["compiled", true],
  ["interpreted", false],
])("%s conditions", (_, compileExpressions) => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await aStage({
      settings: { compileExpressions },
      verifyToken: ({ query }) => query.includes("token=t"),
      sessionCounts: () => ({ initial: { vip: 3 }, instream: {} }),
    });
    stage.input.plain.replace([], {
      maintenance: { "cache-1": 0 },
      "cache-1": { hardware_metrics: { "/": { free: 7 }, cpu_load5: 2 } },
      "cache-1.example.net": { rate: 1.5 },
      text: "abc",
      list: [10, null, 30],
      flag: true,
    });
  });
  afterAll(() => stage.engine.close());

  const asked = async (condition: string): Promise<number> => {
    await stage.engine.load(aProgram([condition]));
    const weight = stage.engine.evaluate(request, 0, 0);
    if (weight >= 0) return weight;
    const [later = Number.NaN] = await stage.engine.evaluateLater(request, [{ gate: 0, host: 0 }]);
    return later;
  };

  test.each([
    ["always()", 1],
    ["never()", 0],
    ["true", 1],
    ["false", 0],
    ["nil", 0],
    ["2.5", 2.5],
    ["-1", 0],
    ["0/0", 0],
    ["1/0", 0],
    ["'1'", 0],
    ["{}", 0],
    ["si('cache-1.hardware_metrics./.free')", 7],
    ["si('cache-1.example.net.rate')", 1.5],
    ["si('cache-1.gone')", 0],
    ["si('list.0')", 10],
    ["si('list.1')", 0],
    ["si('list.2')", 30],
    ["si('flag')", 1],
    ["si('text')", 0],
    ["ge('cache-1.hardware_metrics./.free', 7)", 1],
    ["gt('cache-1.hardware_metrics./.free', 7)", 0],
    ["lt('gone', 1)", 1],
    ["le('text', 'abd')", 1],
    ["gt('text', 1)", 0],
    ["eq('maintenance.cache-1', 0)", 1],
    ["eq('gone', 0)", 1],
    ["neq('gone', 0)", 0],
    ["neq('text', 'abc')", 0],
    ["eq('flag', true)", 1],
    ["si('cache-1.hardware_metrics.cpu_load5') > 1", 1],
    ["cpu_load_ok() ~= 0 and always() ~= 0", 0],
    // Lua's own trap: 0 is true.
    ["never() and always()", 1],
    ["not never()", 0],
    ["all_of(always(), never())", 0],
    ["all_of()", 1],
    ["any_of(never(), 2)", 1],
    ["none_of(never(), false, nil, 'x')", 1],
    ["truth(5)", 1],
    ["truth(-1)", 0],
    ["100 * truth(never()) + 3", 3],
    ["7 // 2 + 7 % 3 - -1", 5],
    ["-7 // 2 == -4 and -7 % 3 == 2 and 7 % -3 == -2", 1],
    ["1 // 0", 0],
    ["9223372036854775807 + 1 < 0", 1],
    ["9007199254740993 == 9007199254740992", 0],
    ["2^3", 8],
    ["1 == 1.0 and '1' ~= 1", 1],
    ["'a' .. 1 .. 'b' == 'a1b'", 1],
    ["1.0 .. '' == '1.0'", 1],
    ["'10' + 1", 11],
    ["nil < 1", 0],
    ["selection_input['cache-1'].hardware_metrics.cpu_load5", 2],
    ["selection_input.gone == nil", 1],
    ["selection_input.gone.further", 0],
    ["selection_input.text.further", 0],
    ["#selection_input.list", 3],
    ["selection_input.list[3]", 30],
    ["selection_input.list[2] == nil", 1],
    ["request.method == 'POST' and request.protocol == 'HTTPS'", 1],
    ["request.path_with_query_params == '/live/one/b.m3u8?x=1&token=t&x=2'", 1],
    ["request.filename == 'b.m3u8' and request.query_params == 'x=1&token=t&x=2'", 1],
    ["request.body == 'hello' and request.client_ip == '192.0.2.7'", 1],
    ["10 * request.major_version + request.minor_version", 11],
    ["request.subnet == 'home' and session.subnet == 'home'", 1],
    ["session.id == 'session-1' and session.host == 'cache-1.example.net'", 1],
    ["request_headers['user-AGENT'] == 'player/1'", 1],
    ["request_headers['X-MANY'] == 'a, b'", 1],
    ["request_headers.none == nil", 1],
    ["request_query_params.x == '1' and session_query_params.token == 't'", 1],
    ["session_groups.vip", 1],
    ["session_groups.tv == false and session_groups.none == nil", 1],
    ["session_count.initial.vip", 3],
    ["qoe_score.host.group == nil", 1],
    ["in_session_group('vip')", 1],
    ["in_session_group('tv')", 0],
    ["in_session_group('none')", 0],
    ["in_any_session_group({'none', 'vip'})", 1],
    ["in_any_session_group({})", 0],
    ["in_all_session_groups({'vip', 'all'})", 1],
    ["in_all_session_groups({'vip', 'tv'})", 0],
    ["in_all_session_groups({})", 1],
    ["in_subnet('home')", 1],
    ["in_subnet('work')", 0],
    ["verify_security_token()", 1],
    ["verify_security_token() ~= 0", 1],
    ["empty({}) and not empty(selection_input)", 1],
    ["empty(session_count.none or {})", 1],
  ])("%s weighs %d", async (condition, expected) => {
    expect(await asked(condition)).toBe(expected);
  });

  test("comparing different types is a warning", async () => {
    stage.lines.length = 0;
    await asked("gt('text', 1)");
    expect(stage.lines).toEqual([
      {
        level: "warning",
        source: "gt('text', 1)",
        text: "gt('text', ...) compares string with number",
      },
    ]);
  });

  test("a text as result is an error in the log but no Lua error", async () => {
    stage.lines.length = 0;
    stage.errors.length = 0;
    await asked("'1' .. ''");
    expect(stage.lines.map(({ text }) => text)).toEqual([
      "the result is a string, not a number or boolean",
    ]);
    expect(stage.errors).toEqual([]);
  });

  test("tables can be walked with pairs, ipairs and next", async () => {
    const body = `
      local n = 0
      for key, value in pairs(selection_input['cache-1'].hardware_metrics) do n = n + 1 end
      for i, value in ipairs(selection_input.list) do n = n + 10 end
      for name in pairs(request_headers) do n = n + 100 end
      if next(session_groups) then n = n + 1000 end
      local keys = 0
      for _ in pairs(selection_input) do keys = keys + 1 end
      return n + 10000 * keys`;
    expect(await asked(body)).toBe(2 + 10 + 200 + 1000 + 60000);
  });

  test.each([
    ["base64_encode('a?>')", "YT8+"],
    ["base64_decode('YT8+')", "a?>"],
    ["base64_url_encode('a?>')", "YT8-"],
    ["base64_url_decode('YT8-')", "a?>"],
    ["to_hex_string('AZ\\n')", "415a0a"],
    ["from_hex_string('415A')", "AZ"],
    ["md5('abc')", "900150983cd24fb0d6963f7d28e17f72"],
    ["sha256('')", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
    ["sha512('abc'):sub(1, 16)", "ddaf35a193617aba"],
    [
      "hmac_sha256('key', 'The quick brown fox jumps over the lazy dog')",
      "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8",
    ],
    ["hmac_sha512('k', 'x'):len()", "128"],
    ["#base64_decode(base64_encode(string.char(0, 255, 128)))", "3"],
    ["tostring(xpcall(error, function(e) return 'handled' .. e end, 'x'))", "false"],
    ["select(2, xpcall(error, function(e) return 'handled ' .. e end, 'x'))", "handled x"],
    ["string.rep('ab', 2, '-')", "ab-ab"],
  ])("%s is %s", async (expression, expected) => {
    await stage.engine.load(aProgram([]));
    expect(await stage.engine.runScript(`return ${expression}`)).toMatchObject({ value: expected });
  });

  test.each(["base64_decode('?')", "from_hex_string('abc')", "md5(5)", "hmac_sha256('k')"])(
    "%s is an error",
    async (expression) => {
      await stage.engine.load(aProgram([]));
      const { error } = await stage.engine.runScript(`return ${expression}`);
      expect(error).toBeDefined();
    },
  );
});
