import { describe, expect, test } from "@jest/globals";
import { anApi, ask, BASE_URL, dataTarget } from "../ask.js";
import { MemoryStore } from "../memory-store.js";

const ERROR = "http://www.gpolab.bbn.com/monitoring/schema/20151105/error#";

function aStore(): MemoryStore {
  const store = new MemoryStore();
  const series = { objectType: "node", event: "cpu_util", objectId: "n1" };
  store.putPoints(series, [
    [10, 1],
    [20, 2],
    [30, 3],
  ]);
  store.putInfo({ type: "node", id: "n1", tsUs: 1, document: '{"id":"n1"}', references: [] });
  return store;
}

const filters = {
  eventType: ["ops_monitoring:cpu_util"],
  ts: { gte: 10, lt: 30 },
  obj: { type: "node", id: ["n1"] },
};
const aQuery = (more: object): string => JSON.stringify({ filters: { ...filters, ...more } });
const withTs = (ts: unknown): string => aQuery({ ts });

/** What a row of datastore-polling 3.3 gives: error text, `[]`, or the times of the points. */
type Outcome = RegExp | readonly number[];

const rows: readonly (readonly [input: string, q: string, compatible: Outcome, strict: Outcome])[] =
  [
    ["a query", aQuery({}), [10, 20], [10, 20]],
    ["no JSON", "nonsense", /failed to parse as JSON/, /failed to parse as JSON/],
    ["an empty text", "", /failed to parse as JSON/, /failed to parse as JSON/],
    ["Python's notation", aQuery({}).replaceAll('"', "'"), /failed to parse/, /failed to parse/],
    ["a missing brace", aQuery({}).slice(0, -1), /failed to parse/, /failed to parse/],
    ["a list", "[]", /dictionary error\. {2}It is missing filters key/, /missing filters key/],
    ["no filters", "{}", /dictionary error\. {2}It is missing filters key/, /missing filters key/],
    ["a number", "5", /not an object/, /not an object/],
    ["a string", '"x"', /not an object/, /not an object/],
    ["null", "null", /not an object/, /not an object/],
    ["filters null", '{"filters":null}', /filters is not an object/, /filters is not an object/],
    ["no keys", '{"filters":{}}', /\['ts', 'eventType', 'obj'\]/, /\['ts', 'eventType', 'obj'\]/],
    ["obj without type", aQuery({ obj: { id: ["n1"] } }), /type/, /type/],
    ["obj without id", aQuery({ obj: { type: "node" } }), /id/, /id/],
    ["no lower bound", withTs({ lt: 30 }), [], /lower bound/],
    ["no upper bound", withTs({ gt: 10 }), [], /upper bound/],
    ["ts {}", withTs({}), [], /lower bound/],
    ["ts a number", withTs(5), /ts is not an object/, /ts is not an object/],
    ["a bound that is text", withTs({ gt: "abc", lt: 30 }), [], /ts\.gt is not a number/],
    ["a bound that is null", withTs({ gt: null, lt: 30 }), [], /ts\.gt is not a number/],
    ["a bound that is a numeric text", withTs({ gt: "10", lt: 1e24 }), [20, 30], [20, 30]],
    ["gt, lt and lte", withTs({ gt: 10, lt: 30, lte: 30 }), [20], [20]],
    ["gt, gte and lte", withTs({ gt: 10, gte: 10, lte: 20 }), [20], [20]],
    ["all four", withTs({ gt: 10, gte: 10, lt: 40, lte: 20 }), [20], [20]],
    ["lower equal to upper", withTs({ gt: 10, lt: 10 }), [], []],
    ["an event without prefix", aQuery({ eventType: ["cpu_util"] }), [], /ops_monitoring:/],
    ["an event without name", aQuery({ eventType: ["ops_monitoring"] }), /no name/, /no name/],
    ["an event that is a number", aQuery({ eventType: [5] }), /eventType/, /eventType/],
    [
      "an event with an extra colon",
      aQuery({ eventType: ["ops_monitoring:cpu_util:x"] }),
      [10, 20],
      [10, 20],
    ],
    ["an unknown event", aQuery({ eventType: ["ops_monitoring:x"] }), [], []],
    ["an unknown type", aQuery({ obj: { type: "port", id: ["n1"] } }), [], []],
    ["an unknown id", aQuery({ obj: { type: "node", id: ["zz"] } }), [], []],
    ["no points in the range", withTs({ gt: 30, lt: 40 }), [], []],
    ["no events", aQuery({ eventType: [] }), [], []],
    ["no ids", aQuery({ obj: { type: "node", id: [] } }), [], []],
    ["a wildcard alone", aQuery({ obj: { type: "node", id: "*" } }), [10, 20], [10, 20]],
    [
      "a wildcard in a list",
      aQuery({ obj: { type: "node", id: ["zz", "*"] } }),
      [10, 20],
      [10, 20],
    ],
    ["ids as one text", aQuery({ obj: { type: "node", id: "n1" } }), [], /not a list/],
    ["a repeated id", aQuery({ obj: { type: "node", id: ["n1", "n1"] } }), [10, 20], [10, 20]],
  ];

function outcomeOf(text: string): Outcome | string {
  const value: unknown = JSON.parse(text);
  if (!Array.isArray(value)) return text;
  // Replies of the API under test: items with points.
  return value.flatMap(({ tsdata }: { tsdata: { ts: number }[] }) => tsdata.map(({ ts }) => ts));
}

describe.each([
  ["GET", (q: string) => [dataTarget(q), {}] as const],
  ["GET without the slash", (q: string) => [dataTarget(q).replace("/data/", "/data"), {}] as const],
  ["POST", (q: string) => ["/data/", { method: "POST", body: q }] as const],
  [
    "POST of a form",
    (q: string) =>
      [
        "/data",
        {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body: `q=${encodeURIComponent(q)}`,
        },
      ] as const,
  ],
])("by %s", (_, questionOf) => {
  test.each(rows)("%s has its outcome in both modes", async (_input, q, compatible, strict) => {
    for (const [isStrict, expected] of [
      [false, compatible],
      [true, strict],
    ] as const) {
      const [target, question] = questionOf(q);

      const heard = await ask(anApi({ store: aStore(), strict: isStrict }), target, question);

      const isError = expected instanceof RegExp;
      expect(heard.status).toBe(isError && isStrict ? 400 : 200);
      expect(heard.contentType).toMatch(/^application\/json/);
      if (isError)
        expect(JSON.parse(heard.text)).toMatchObject({
          $schema: ERROR,
          error_message: expect.stringMatching(expected),
        });
      else expect(outcomeOf(heard.text)).toEqual(expected);
    }
  });
});

test("an error repeats the path and the decoded query", async () => {
  const heard = await ask(anApi(), "/data?q={a+b%7D");

  expect(JSON.parse(heard.text)).toMatchObject({ origin_url: "/data/?q={a b}" });
});

test("without q there is an error object", async () => {
  const old = await ask(anApi(), "/data/");
  const strict = await ask(anApi({ strict: true }), "/data/?={}");

  expect(JSON.parse(old.text)).toMatchObject({ $schema: ERROR, origin_url: "/data/" });
  expect([old.status, strict.status]).toEqual([200, 400]);
});

test("a query with raw braces and quotes, as curl sends it, is understood", async () => {
  const heard = await ask(anApi({ store: aStore() }), `/data/?q=${aQuery({})}`);

  expect(outcomeOf(heard.text)).toEqual([10, 20]);
});

test("Python's notation is read when the operator wants it, and the reply says so", async () => {
  const q = aQuery({}).replaceAll('"', "'").slice(0, -1);
  const heard = await ask(anApi({ store: aStore(), tolerant: true }), dataTarget(q));

  expect(outcomeOf(heard.text)).toEqual([10, 20]);
  expect(heard.headers.get("Warning")).toMatch(/^299 - "query is not JSON/);
});

test("an item has the fields of the original in its order", async () => {
  const heard = await ask(
    anApi({ store: aStore() }),
    dataTarget(aQuery({ ts: { gte: 30, lte: 30 } })),
  );

  expect(heard.text).toBe(
    JSON.stringify([
      {
        $schema: "http://www.gpolab.bbn.com/monitoring/schema/20151105/data#",
        id: "cpu_util:n1",
        subject: `${BASE_URL}/info/node/n1`,
        eventType: "ops_monitoring:cpu_util",
        description: "ops_monitoring:cpu_util for n1 of type node",
        units: "percent",
        tsdata: [{ ts: 30, v: 3 }],
      },
    ]),
  );
});
