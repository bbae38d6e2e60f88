import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { anIngest, send, sendJson, type Ingest } from "./write.js";

const compact = (points: unknown, more: object = {}) => ({
  type: "node",
  event: "cpu_util",
  id: "pc1",
  points,
  ...more,
});
const put = (ingest: Ingest, body: unknown) => sendJson(ingest, "/ingest/points", body);

test.each([
  "",
  "[",
  "{",
  '{"points":[[1,2]}',
  '{"points":[[1,2],]}',
  '{"points":[[1 2]]}',
  '{"points":[[01,2]]}',
  '{"points":[[1,2.]]}',
  '{"points":[[1,--2]]}',
  '{"points":[[1,2,3]]}',
  '{"points":7}',
  '{"a":,"b":1}',
  '{"a"}',
  '[{"a":1}{"b":2}]',
  "[1]",
  '"text"',
  '{"id":"\\x"}',
  '{"a":"',
  "]",
  '{"a":'.repeat(100),
])("the body %j is no JSON of points: nothing is written", async (text) => {
  const ingest = anIngest();
  const headers = { "content-type": "application/json" };

  const { status, body } = await send(ingest, "/ingest/points", { body: text, headers });

  expect(ingest.store.puts).toBe(0);
  if (text === "") expect(body).toMatchObject({ inserted: 0, rejected_points: 0 });
  else
    expect([400, status, body]).toMatchObject([status, 400, { error_message: expect.any(String) }]);
});

test("hostile bodies cost no more than their length", async () => {
  const ingest = anIngest();
  const bodies = [
    "[".repeat(2_000_000),
    `{"x":${"[".repeat(1_000_000)}`,
    `{"${"a".repeat(4_000_000)}":1}`,
    `{"id":"${"\\".repeat(1_000_000)}"}`,
    `{"__proto__":{"type":"node"},"constructor":1,"event":"e","id":"i","points":[[1,1]]}`,
  ];

  for (const body of bodies) {
    const reply = await send(ingest, "/ingest/points", { body });
    expect([200, 400, 413]).toContain(reply.status);
  }
  expect(ingest.store.puts).toBe(0);
});

test.each([
  ["unavailable", 503],
  ["storage_full", 507],
] as const)(
  "when the store says %s, so does the answer, and nothing counts as written",
  async (code, status) => {
    const failures: string[] = [];
    const ingest = anIngest({ observer: { onFailure: (error) => failures.push(error.code) } });
    ingest.store.failure = new AppError(code, "the store is not well");

    const reply = await put(ingest, compact([[1, 1]]));

    expect(reply.status).toBe(status);
    expect(failures).toEqual([code]);
  },
);

test("who may not write is refused, and a path that nobody knows is told so", async () => {
  const ingest = anIngest();

  const refused = await send(ingest, "/ingest/points", { scopes: ["info", "data", "personal"] });
  const unknown = await send(ingest, "/ingest/nothing");
  const wrong = await send(ingest, "/ingest/points", { method: "GET" });

  expect([refused.status, unknown.status, wrong.status]).toEqual([403, 404, 405]);
  expect(wrong.headers.get("Allow")).toBe("POST, OPTIONS");
});

test("paths elsewhere are not answered", async () => {
  await expect(send(anIngest(), "/ingestion")).rejects.toThrow("was not answered");
});

test("a large body is read in turns: others are not kept waiting", async () => {
  const ingest = anIngest({ limits: { maxPoints: 200_000 } });
  const points = Array.from({ length: 150_000 }, (_, at) => [1_600_000_000_000_000 + at, at / 8]);
  let turns = 0;
  let isDone = false;
  const tick = (): void => {
    turns++;
    if (!isDone) setImmediate(tick);
  };
  tick();

  const { body } = await put(ingest, compact(points));
  isDone = true;

  expect(body).toMatchObject({ inserted: 150_000 });
  expect(turns).toBeGreaterThan(2);
});
