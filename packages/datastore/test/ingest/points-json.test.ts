import { expect, test } from "@jest/globals";
import { anIngest, NOW_US, send, sendJson, type Ingest } from "./write.js";

const item = (tsdata: unknown, more: object = {}) => ({
  $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/data#",
  id: "cpu_util:site.example.net_node_pc1:0",
  subject: "https://store.example.net/info/node/site.example.net_node_pc1%3A0",
  eventType: "ops_monitoring:cpu_util",
  description: "ops_monitoring:cpu_util for site.example.net_node_pc1:0 of type node",
  units: "percent",
  tsdata,
  ...more,
});
const compact = (points: unknown, more: object = {}) => ({
  type: "node",
  event: "cpu_util",
  id: "pc1",
  points,
  ...more,
});
const put = (ingest: Ingest, body: unknown) => sendJson(ingest, "/ingest/points", body);
const pc1 = ({ store }: Ingest) => [...store.points("node", "cpu_util", "pc1")];

test("the reply to a data query can be posted as it is", async () => {
  const ingest = anIngest();

  const { status, body } = await put(ingest, [item([{ ts: 1391198716651283, v: 45.5 }])]);

  expect(status).toBe(200);
  expect(body).toEqual({
    inserted: 1,
    duplicates: 0,
    replaced: 0,
    rejected_points: 0,
    rejected_by: {},
    rejected: [],
  });
  expect([...ingest.store.points("node", "cpu_util", "site.example.net_node_pc1:0")]).toEqual([
    [1391198716651283, 45.5],
  ]);
});

test("an item whose points stand before its name, without subject, is understood", async () => {
  const ingest = anIngest();
  const { tsdata, ...head } = item([{ v: 1, ts: 5 }], { subject: null });

  await put(ingest, { tsdata, ...head });

  expect([...ingest.store.points("node", "cpu_util", "site.example.net_node_pc1:0")]).toEqual([
    [5, 1],
  ]);
});

test("the type of objects that do not tell it is taken from the parameter type", async () => {
  const ingest = anIngest();
  const bare = { id: "rx_bps:if0", eventType: "ops_monitoring:rx_bps", tsdata: [{ ts: 1, v: 2 }] };

  const refused = await sendJson(ingest, "/ingest/points", bare);
  const taken = await sendJson(ingest, "/ingest/points?type=interface", bare);

  expect(refused.body).toMatchObject({ inserted: 0, rejected_by: { bad_series: 1 } });
  expect(taken.body).toMatchObject({ inserted: 1 });
});

test.each([
  ["one object", () => JSON.stringify(compact([[1, 2]]))],
  ["a list", () => JSON.stringify([compact([[1, 2]])])],
  [
    "one on each line",
    () => `${JSON.stringify(compact([]))}\r\n${JSON.stringify(compact([[1, 2]]))}\n`,
  ],
  ["several lists", () => `${JSON.stringify([compact([[1, 2]])])} []`],
  [
    "white space and a byte order mark",
    () => `\ufeff [ ${JSON.stringify(compact([[1, 2]]), null, 2)} ]`,
  ],
  [
    "an event with its prefix",
    () => JSON.stringify(compact([[1, 2]], { event: "ops_monitoring:cpu_util" })),
  ],
  ["objects as points", () => JSON.stringify(compact([{ ts: 1, v: 2, note: ["x", { y: "}" }] }]))],
  ["further fields", () => JSON.stringify({ a: { b: ["]"] }, ...compact([[1, 2]]), z: '\\"' })],
  ["escapes", () => '{"type":"no\\u0064e","event":"cpu_util","id":"pc1","points":[[1,2]]}'],
])("points are read from %s", async (_, body) => {
  const ingest = anIngest();

  await send(ingest, "/ingest/points", { body: body() });

  expect(pc1(ingest)).toEqual([[1, 2]]);
});

test.each([
  ["0", 0],
  ["-0", -0],
  ["45.25", 45.25],
  ["-0.1", -0.1],
  ["1e3", 1000],
  ["1E-3", 0.001],
  ["0.1234567890123456789", 0.12345678901234568],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
  ["123456789012345.5", 123456789012345.5],
  ["1.7976931348623157e308", Number.MAX_VALUE],
  ["9007199254740993.5", 9007199254740994],
  ["1152921504606847000", 2 ** 60],
  ["1152921504606846976", 2 ** 60],
  ['"3.5"', 3.5],
  ["true", 1],
  ["false", 0],
])("the value %s is kept exactly", async (text, value) => {
  const ingest = anIngest();

  await send(ingest, "/ingest/points", {
    body: `{"type":"node","event":"cpu_util","id":"pc1","points":[[7,${text}]]}`,
  });

  expect(pc1(ingest)).toEqual([[7, value]]);
});

test.each([
  ["[1,1e999]", "bad_value", "v is not a finite number"],
  ["[1,NaN]", "bad_value", "v is not a finite number"],
  ["[1,.5]", "bad_value", "v is not a finite number"],
  ["[1,null]", "bad_value", "v is not a finite number"],
  ['[1,"NaN"]', "bad_value", "v is not a finite number"],
  [
    "[1,9007199254740993]",
    "bad_value",
    "v is an integer beyond 2^53, which cannot be kept exactly",
  ],
  ["[1.5,2]", "bad_time", "ts is not a whole number of microseconds within 2^53"],
  ["[99007199254740993,2]", "bad_time", "ts is not a whole number of microseconds within 2^53"],
  ['{"ts":{"a":[1]},"v":2}', "bad_time", "ts is not a whole number of microseconds within 2^53"],
  ["{}", "bad_time", "ts is not a whole number of microseconds within 2^53"],
  ["5", "bad_time", "ts is not a whole number of microseconds within 2^53"],
])(
  "the point %s is refused with a reason, and the others are stored",
  async (point, code, reason) => {
    const ingest = anIngest();

    const { status, body } = await send(ingest, "/ingest/points", {
      body: `{"points":[[1,10],${point},[3,30]],"type":"node","event":"cpu_util","id":"pc1"}`,
    });

    expect(status).toBe(200);
    expect(body).toMatchObject({ inserted: 2, rejected_points: 1, rejected_by: { [code]: 1 } });
    expect(body).toMatchObject({
      rejected: [
        { series: { type: "node", event: "cpu_util", id: "pc1" }, points: 1, code, reason },
      ],
    });
    expect(pc1(ingest)).toEqual([
      [1, 10],
      [3, 30],
    ]);
  },
);

test("points too far ahead or too old are refused, those at the limits are not", async () => {
  const ingest = anIngest({ limits: { maxFutureSkewMs: 1000, maxAgeMs: 5000 } });
  const [first, last] = [NOW_US - 5_000_000, NOW_US + 1_000_000];

  const { body } = await put(
    ingest,
    compact([first - 1, first, last, last + 1].map((ts) => [ts, 1])),
  );

  expect(body).toMatchObject({ inserted: 2, rejected_by: { too_far_ahead: 1, too_old: 1 } });
  expect(pc1(ingest)).toEqual([
    [first, 1],
    [last, 1],
  ]);
});

test("sending points again changes nothing, another value replaces and is counted", async () => {
  const ingest = anIngest();
  await put(
    ingest,
    compact([
      [1, 1],
      [2, 2],
    ]),
  );

  const again = await put(
    ingest,
    compact([
      [1, 1],
      [2, 2],
    ]),
  );
  const other = await put(ingest, compact([[2, 3]]));

  expect(again.body).toMatchObject({ inserted: 0, duplicates: 2, replaced: 0 });
  expect(other.body).toMatchObject({ inserted: 0, duplicates: 0, replaced: 1 });
});

test.each([
  ["a type that does not exist", { type: "port" }, "no such object type"],
  ["an event with a colon", { event: "a:b" }, "contains a colon"],
  ["an empty event", { event: "" }, "event is empty"],
  ["an id that is a number", { id: 7 }, "not three texts"],
  ["an id with NUL", { id: "a\0" }, "id contains the character NUL"],
  ["half a surrogate pair", { id: "\ud800" }, "id contains half a surrogate pair"],
  ["a long id", { id: "x".repeat(513) }, "id has 513 characters, limit is 512"],
])("a series with %s is refused with all its points", async (_, more, reason) => {
  const ingest = anIngest();

  const { body } = await put(ingest, [
    compact(
      [
        [1, 1],
        [2, 2],
      ],
      more,
    ),
    compact([[3, 3]]),
  ]);

  expect(body).toMatchObject({ inserted: 1, rejected_by: { bad_series: 2 } });
  expect(JSON.stringify(body)).toContain(reason);
});

test("points of objects without info are refused, and taken once there is info", async () => {
  const ingest = anIngest({ requireInfo: true });
  const before = await put(
    ingest,
    compact([
      [1, 1],
      [2, 2],
    ]),
  );
  await sendJson(ingest, "/ingest/info", { type: "node", id: "pc1", node_type: "server" });

  const after = await put(
    ingest,
    compact([
      [1, 1],
      [2, 2],
    ]),
  );
  await send(ingest, "/ingest/info/node/pc1", { method: "DELETE" });
  const gone = await put(ingest, compact([[3, 3]]));

  expect(before.body).toMatchObject({ inserted: 0, rejected_by: { unknown_object: 2 } });
  expect(after.body).toMatchObject({ inserted: 2, rejected_points: 0 });
  expect(gone.body).toMatchObject({ rejected_by: { unknown_object: 1 } });
});

test("too many points are refused as a whole, and the limit is named", async () => {
  const ingest = anIngest({ limits: { maxPoints: 3 } });

  const { status, body } = await put(ingest, [
    compact([
      [1, 1],
      [2, 2],
    ]),
    compact([
      [3, 3],
      [4, 4],
    ]),
  ]);

  expect(status).toBe(413);
  expect(body).toMatchObject({ error_message: expect.stringContaining("more than 3 points") });
  expect(ingest.store.puts).toBe(0);
});

test("of many refused points the first are described and all are counted", async () => {
  const ingest = anIngest({ limits: { maxDescribed: 5 } });

  const { body } = await put(ingest, compact(Array.from({ length: 1000 }, () => [1, null])));

  expect(body).toMatchObject({ rejected_points: 1000, rejected_by: { bad_value: 1000 } });
  expect((body as { rejected: unknown[] }).rejected).toHaveLength(5);
});
