import { expect, test } from "@jest/globals";
import { anIngest, NOW_US, send, sendLines, type Ingest } from "./write.js";

const compact = (points: unknown, more: object = {}) => ({
  type: "node",
  event: "cpu_util",
  id: "pc1",
  points,
  ...more,
});
const pc1 = ({ store }: Ingest) => [...store.points("node", "cpu_util", "pc1")];

test("line protocol: the measurement is the type, the tag id the object, each field an event", async () => {
  const ingest = anIngest();

  const { body } = await sendLines(
    ingest,
    "/ingest/points?precision=us",
    "node,id=pc1 cpu_util=12.5,num_vms_allocated=3i,is_available=true 1000",
    "ops_monitoring,type=interface,id=pc1:eth0 ops_monitoring:rx_bps=8 2000",
  );

  expect(body).toMatchObject({ inserted: 4, rejected_points: 0 });
  expect(pc1(ingest)).toEqual([[1000, 12.5]]);
  expect([...ingest.store.points("node", "is_available", "pc1")]).toEqual([[1000, 1]]);
  expect([...ingest.store.points("interface", "rx_bps", "pc1:eth0")]).toEqual([[2000, 8]]);
});

test("times of line protocol are cut to microseconds; lines without one have the time of arrival", async () => {
  const ingest = anIngest();

  await sendLines(
    ingest,
    "/ingest/points",
    "node,id=pc1 cpu_util=1 1391198716651283999",
    "node,id=pc1 cpu_util=2",
  );

  expect(pc1(ingest)).toEqual([
    [1391198716651283, 1],
    [NOW_US, 2],
  ]);
});

test("what line protocol has and points have not is refused by the field", async () => {
  const ingest = anIngest();

  const { status, body } = await sendLines(
    ingest,
    "/ingest/points?precision=us",
    'node,id=pc1 cpu_util=1,note="text",mem_used_kb=9007199254740993i 1',
    "node cpu_util=1 2",
    "ops_monitoring,id=pc1 cpu_util=1 3",
    "diskio,host=pc1 reads=1i 4",
    "not a line",
  );

  expect(status).toBe(200);
  expect(body).toMatchObject({
    inserted: 1,
    rejected_by: { bad_value: 2, bad_series: 2, unused: 1, unreadable: 1 },
  });
});

test("an unknown precision is refused", async () => {
  const { status, body } = await sendLines(
    anIngest(),
    "/ingest/points?precision=d",
    "node,id=a b=1",
  );

  expect(status).toBe(400);
  expect(body).toMatchObject({ error_message: expect.stringContaining("precision") });
});

test("a body without a type is line protocol unless it begins like JSON", async () => {
  const ingest = anIngest();

  await send(ingest, "/ingest/points", { body: "node,id=pc1 cpu_util=1 1000" });
  await send(ingest, "/ingest/points", { body: " [" + JSON.stringify(compact([[2, 2]])) + "]" });

  expect(pc1(ingest)).toEqual([
    [1, 1],
    [2, 2],
  ]);
});
