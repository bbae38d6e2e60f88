import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { WrittenStore } from "../ingest/written-store.js";
import { aSite } from "../read/a-site.js";
import { aDatastore, COLLECTOR } from "../support/a-datastore.js";
import { closeAfterEach } from "../support/clean-up.js";

closeAfterEach();

const AGENT = "urn:publicid:IDN+ch.example.net+tool+agent";

async function anAgent(sets: readonly string[] = []) {
  const written = new WrittenStore();
  aSite(written.memory);
  const store = await aDatastore({
    memory: written,
    sets: [`access.writers=["${AGENT}"]`, ...sets],
  });
  const identity = await store.ca.client(AGENT);
  const post = (target: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    store.ask(target, identity, { method: "POST", body, headers });
  return { ...store, written, identity, post };
}

const points = (...at: number[]): string =>
  JSON.stringify([
    { type: "node", event: "cpu_util", id: "pc1", points: at.map((ts) => [ts, 1.5]) },
  ]);

describe("writes", () => {
  test("are taken from a writer, as they are or compressed", async () => {
    const { post } = await anAgent();
    const plain = await post("/ingest/points", points(1, 2));
    expect([plain.status, JSON.parse(plain.text())]).toMatchObject([200, { inserted: 2 }]);
    const packed = gzipSync(points(2, 3));
    const second = await post("/ingest/points", packed, { "Content-Encoding": "gzip" });
    expect(JSON.parse(second.text())).toMatchObject({ inserted: 1, duplicates: 1 });
  });

  test("need the right to it, and give no other right", async () => {
    const { ask, ca, identity } = await anAgent();
    const collector = await ca.client(COLLECTOR);
    const body = points(1);
    const asked = await ask("/ingest/points", collector, { method: "POST", body });
    expect([asked.status, asked.text()]).toEqual([403, "Client certificate not authorized\n"]);
    expect((await ask("/info/node/pc1", identity)).status).toBe(403);
  });

  test("stand behind the prefix", async () => {
    const { post } = await anAgent(["path_prefix=/om"]);
    expect((await post("/om/ingest/points", points(1))).status).toBe(200);
    expect((await post("/ingest/points", points(1))).status).toBe(403);
  });

  test("are bounded in size, compressed or not", async () => {
    const { post } = await anAgent(["ingest.max_body_size=1KB", "ingest.max_inflated_size=2KB"]);
    expect((await post("/ingest/points", " ".repeat(1_025))).status).toBe(413);
    const bomb = gzipSync(" ".repeat(1_000_000));
    expect(bomb.length).toBeLessThan(1_025);
    const packed = { "Content-Encoding": "gzip" };
    expect((await post("/ingest/points", bomb, packed)).status).toBe(413);
  });

  test("may announce themselves, as curl does with large bodies", async () => {
    const { post } = await anAgent();
    const reply = await post("/ingest/points", points(1), { Expect: "100-continue" });
    expect(reply.status).toBe(200);
  });

  test("that the store cannot take now are 503, and may be repeated", async () => {
    const { post, written } = await anAgent();
    written.failure = new AppError("unavailable", "1000 writes wait");
    const reply = await post("/ingest/points", points(1));
    expect(reply.status).toBe(503);
    expect(JSON.parse(reply.text())).toMatchObject({ origin_url: "/ingest/points" });
  });

  test("other methods learn what is allowed", async () => {
    const { ask, identity } = await anAgent();
    const reply = await ask("/ingest/points", identity);
    expect([reply.status, reply.headers.allow]).toEqual([405, "POST, OPTIONS"]);
  });

  test("can be switched off", async () => {
    const { post } = await anAgent(["ingest.enable=false"]);
    expect((await post("/ingest/points", points(1))).status).toBe(404);
  });

  test("are counted by what became of them", async () => {
    const { post, ask, ca } = await anAgent();
    await post("/ingest/points", points(1, 2));
    await post("/ingest/points", points(2));
    await post("/ingest/points", points(1).replace("pc1", "nobody"));
    const metrics = (await ask("/metrics", await ca.client(COLLECTOR))).text();
    expect(metrics).toMatch(/^datastore_points_written_total\{outcome="inserted"\} 2$/m);
    expect(metrics).toMatch(/^datastore_points_written_total\{outcome="duplicate"\} 1$/m);
    expect(metrics).toMatch(/^datastore_points_rejected_total\{reason="unknown_object"\} 1$/m);
    expect(metrics).toMatch(/^datastore_requests_total\{scope="write",code="2xx"\} 3$/m);
  });
});
