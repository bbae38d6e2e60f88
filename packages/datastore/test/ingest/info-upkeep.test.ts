import { expect, test } from "@jest/globals";
import { anIngest, NOW_US, send, sendJson, type Ingest } from "./write.js";

const put = (ingest: Ingest, body: unknown) => sendJson(ingest, "/ingest/info", body);
const urnOf = (type: string, id: string) => `urn:publicid:IDN+site.example.net+${type}+${id}`;
const aNode = (more: object = {}) => ({
  type: "node",
  id: "pc1",
  urn: urnOf("node", "pc1"),
  node_type: "server",
  ...more,
});

test("a touched object gets a new time and keeps all the rest", async () => {
  const ingest = anIngest();
  await put(ingest, aNode({ id: "vm1", parent_node_id: "pc1", ts: 1000 }));
  const before = ingest.store.object("node", "vm1");
  const keys = [
    { type: "node", id: "vm1" },
    { type: "node", id: "vm1" },
    { type: "node", id: "nobody" },
  ];

  const { body } = await sendJson(ingest, "/ingest/info/touch", { ts: 5000, objects: keys });

  expect(body).toEqual({
    touched: 1,
    unchanged: 0,
    missing_objects: 1,
    missing: [{ type: "node", id: "nobody" }],
  });
  expect(ingest.store.object("node", "vm1")).toEqual({ ...before, tsUs: 5000 });
});

test("touching never takes an object back in time, and now is the time when none is given", async () => {
  const ingest = anIngest();
  await put(ingest, aNode({ ts: 5000 }));

  const back = await sendJson(ingest, "/ingest/info/touch", { ts: 4000, objects: [aNode()] });
  const now = await sendJson(ingest, "/ingest/info/touch", [aNode()]);

  expect([back.body, now.body]).toMatchObject([{ touched: 0, unchanged: 1 }, { touched: 1 }]);
  expect(ingest.store.object("node", "pc1")?.tsUs).toBe(NOW_US);
});

test.each([
  "",
  "{}",
  "7",
  "null",
  '[{"type":"node"}]',
  '[{"type":"port","id":"a"}]',
  '{"objects":[],"ts":"now"}',
])("the body %j touches nothing and is refused", async (body) => {
  expect((await send(anIngest(), "/ingest/info/touch", { body })).status).toBe(400);
});

test("a write and a touch at the same time leave what was written", async () => {
  const ingest = anIngest();
  await put(ingest, aNode({ ts: 1000, description: "old" }));

  await Promise.all([
    sendJson(ingest, "/ingest/info/touch", { ts: 2000, objects: [aNode()] }),
    put(ingest, aNode({ ts: 3000, description: "new" })),
    sendJson(ingest, "/ingest/info/touch", { ts: 2500, objects: [aNode()] }),
  ]);

  expect(ingest.store.object("node", "pc1")).toMatchObject({ tsUs: 3000 });
  expect(ingest.store.document("node", "pc1")).toMatchObject({ description: "new" });
});

test("an object is removed by its path, and again nothing happens", async () => {
  const ingest = anIngest();
  const id = "a/b:c+d";
  await put(ingest, aNode({ id }));
  const remove = () => send(ingest, `/ingest/info/node/${id}`, { method: "DELETE" });

  const [first, second] = [await remove(), await remove()];
  const unknown = await send(ingest, "/ingest/info/port/x", { method: "DELETE" });

  expect([first.body, second.body]).toEqual([{ removed: 1 }, { removed: 0 }]);
  expect(unknown.status).toBe(404);
});
