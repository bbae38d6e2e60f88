import fc from "fast-check";

const quoted = (text: string): string => `'${text.replace(/['\\\n\r]/g, "\\$&")}'`;

const numeral = fc.oneof(
  fc.integer({ min: 0, max: 12 }).map(String),
  fc.constantFrom("0.5", "0.9", "1e3", "5.0", ".25", "0x1F", "3.", "1e308", "0.1"),
  fc.constantFrom(
    "9007199254740991",
    "9007199254740993",
    "9223372036854775807",
    "9223372036854775808",
    "4611686018427387904",
    "0xffffffffffffffff",
  ),
);
const text = fc
  .oneof(
    fc.constantFrom("", "eth0", "GET", "10", "0x10", "a", "b", "é", "\u{1F600}", "\uffee", "vod"),
    fc.string({ maxLength: 4 }),
  )
  .map(quoted);
const literal = fc.oneof(numeral, text, fc.constantFrom("true", "false", "nil"));

const hostName = fc.constantFrom("cache-1.example.net", "cache-2", "edge-2", "gone");
const path = fc.constantFrom(
  "a",
  "a.b",
  "a.b.c",
  "a.n",
  "s",
  "list.0",
  "list.7",
  "list",
  "cache-1.example.net.hardware_metrics.cpu_load5",
  "cache-1.example.net.hardware_metrics./.free",
  "cache-2.per_interface_metrics.eth0.speed",
  "gone.x",
  "",
  "a..b",
);

const table = (fields: Record<string, fc.Arbitrary<string>>): fc.Arbitrary<string> =>
  fc.record(fields, { requiredKeys: [] }).map(
    (chosen) =>
      `{${Object.entries(chosen)
        .map(([key, value]) => `${key} = ${value}`)
        .join(", ")}}`,
  );
const limit = fc.constantFrom("0.1", "0.5", "0.9", "1", "-1", "0.26", "100");
const interfaces = fc.constantFrom(
  "'eth0'",
  "'eth1'",
  "{'eth0'}",
  "{'eth0', 'eth1'}",
  "{}",
  "{'x'}",
);
const healthTable = table({
  hostname: hostName.map(quoted),
  cpu_load5_limit: limit,
  memory_usage_limit: limit,
  interfaces,
});
const rate = fc.constantFrom("0", "1", "2.5", "-3", "6", "'x'");
const bandwidthTable = table({
  interface: fc.constantFrom("'eth0'", "'eth1'"),
  avg_bitrate: rate,
  num_routers: rate,
  margin: rate,
  host: hostName.map(quoted),
});
const customTable = table({
  custom_bitrate_var: path.map(quoted),
  custom_capacity_var: fc.oneof(path.map(quoted), numeral),
  avg_bitrate: rate,
  num_routers: rate,
  margin: rate,
  host: hostName.map(quoted),
});

const call = (names: readonly string[], args: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.constantFrom(...names), args).map(([name, inner]) => `${name}(${inner})`);

const groups = fc.constantFrom("{}", "{'vip'}", "{'vip', 'tv'}", "{'none'}", "{'tv', 'none'}");
const reading = fc.oneof(
  call(
    ["cpu_load_ok", "memory_usage_ok", "interfaces_online", "health_check"],
    fc.oneof(healthTable, fc.constant("")),
  ),
  call(["host_bitrate", "host_has_bw"], bandwidthTable),
  call(["host_bitrate_custom", "host_has_bw_custom"], customTable),
  call(["si"], path.map(quoted)),
  call(["in_session_group", "in_subnet"], fc.constantFrom("'vip'", "'tv'", "'none'", "'home'")),
  call(["in_any_session_group", "in_all_session_groups"], groups),
  fc.constantFrom(
    "always()",
    "never()",
    "verify_security_token()",
    "request.method",
    "request.body",
    "request.minor_version",
    "request.path_with_query_params",
    "request.nothing",
    "session.id",
    "session.host",
    "session.subnet",
    "request_headers['user-agent']",
    "request_headers['X-Twice']",
    "request_headers.none",
    "request_query_params.x",
    "session_query_params['y']",
    "session_groups.vip",
    "session_groups.none",
    "selection_input.a",
    "selection_input.a.b",
    "selection_input.a.b.c",
    "selection_input['a.b']",
    "selection_input.a.n",
    "selection_input.s.x",
    "selection_input['cache-2'].per_interface_metrics.eth0.link",
    "selection_input.gone.x",
    "selection_input",
    "nothing",
  ),
);

const operator = fc.constantFrom(
  ..."+ - * / // % .. < > <= >= == ~= and or < == and or + *".split(" "),
);

/** Lua expressions of the subset that is compiled, with and without sense, as text. */
export const randomExpression: fc.Arbitrary<string> = fc.letrec<{ any: string; leaf: string }>(
  (tie) => ({
    leaf: fc.oneof({ arbitrary: literal, weight: 2 }, { arbitrary: reading, weight: 3 }),
    any: fc.oneof(
      { maxDepth: 4, depthIdentifier: "expression" },
      tie("leaf"),
      fc.tuple(tie("any"), operator, tie("any")).map((parts) => parts.join(" ")),
      fc.tuple(tie("any"), operator, tie("any")).map((parts) => `(${parts.join(" ")})`),
      fc.tuple(fc.constantFrom("not ", "- "), tie("any")).map((parts) => parts.join("")),
      fc
        .tuple(fc.constantFrom("gt", "ge", "lt", "le", "eq", "neq"), path, tie("any"))
        .map(([name, where, value]) => `${name}(${quoted(where)}, ${value})`),
      fc
        .tuple(
          fc.constantFrom("all_of", "any_of", "none_of", "truth"),
          fc.array(tie("any"), { maxLength: 3, depthIdentifier: "expression" }),
        )
        .map(([name, args]) => `${name}(${args.join(", ")})`),
    ),
  }),
).any;

const scalar = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(0.5, -0.25, 1e21, 9007199254740991, -0, 1.5e308),
  fc.boolean(),
  fc.constantFrom("GET", "10", "b", "é"),
);
const number = fc.oneof(fc.integer({ min: 0, max: 8 }), fc.constantFrom(0.53, 1.8, 7.2, 1e9));
const hardware = fc.record(
  {
    cpu_load5: fc.oneof(number, fc.constant("0.5")),
    n_cpus: fc.oneof(number, fc.constantFrom(0, 0.5)),
    mem_available: number,
    mem_total: fc.oneof(number, fc.constant(0)),
    mem_available_percent: fc.constantFrom(0, 12.5, 76.3, 100),
    mem_used: number,
    "/": fc.constant({ free: 18113810432 }),
  },
  { requiredKeys: [] },
);
const networkInterface = fc.record(
  {
    link: fc.constantFrom(0, 1, 2, "1", true),
    interface_up: fc.constantFrom(true, false, 1),
    megabits_sent_rate: fc.oneof(number, fc.constant("7")),
    speed: number,
  },
  { requiredKeys: [] },
);
const cache = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        hardware_metrics: fc.oneof(
          { weight: 8, arbitrary: hardware },
          { arbitrary: scalar, weight: 1 },
        ),
        per_interface_metrics: fc.dictionary(fc.constantFrom("eth0", "eth1"), networkInterface),
      },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: scalar },
);

/** A selection input for those expressions. */
export const randomInput = fc.record(
  {
    a: fc.oneof(
      scalar,
      fc.record(
        { b: fc.oneof(scalar, fc.record({ c: scalar })), n: fc.constant(null) },
        { requiredKeys: [] },
      ),
    ),
    "a.b": fc.oneof(scalar, fc.record({ c: scalar })),
    s: fc.oneof(scalar, fc.constant("text")),
    list: fc.array(fc.oneof(scalar, fc.constant(null)), { maxLength: 3 }),
    "cache-1.example.net": cache,
    "cache-2": cache,
    "edge-2": cache,
  },
  { requiredKeys: [] },
);
