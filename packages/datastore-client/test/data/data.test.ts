import { describe, expect, test } from "@jest/globals";
import type { DataQuery } from "@signalbox/monitoring-model";
import type { DataPart } from "../../src/index.js";
import { aClient, serve, serveJson } from "../hostile-server.js";
import { anError, anItem, queryOf } from "../replies.js";

const aQuery = (more: Partial<DataQuery> = {}): DataQuery => ({
  events: ["cpu_util"],
  objectType: "node",
  ids: ["pc1"],
  fromUs: 100,
  toUs: 200,
  ...more,
});

async function partsOf(parts: AsyncIterable<DataPart>): Promise<DataPart[]> {
  const all: DataPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

describe("a data query", () => {
  test("gives the points of the series asked for", async () => {
    const { url } = await serveJson(() => [
      anItem("cpu_util", "pc1", [
        [100, 1.5],
        [200, 2],
      ]),
    ]);
    const [part] = await partsOf(aClient({ url }).data(aQuery()));
    expect(part).toMatchObject({
      kind: "points",
      items: [{ event: "cpu_util", objectId: "pc1", ts: [100, 200], values: [1.5, 2] }],
      problemCount: 0,
    });
  });

  test("goes to measRef without trailing slash, through the redirect of old stores", async () => {
    const targets: string[] = [];
    const { url } = await serve((request, response) => {
      const target = request.url ?? "";
      targets.push(target);
      if (target.startsWith("/x/data?")) {
        response.writeHead(301, { Location: target.replace("/data?", "/data/?") }).end();
      } else response.end("[]");
    });
    const client = aClient({ url });
    const parts = await partsOf(client.data(aQuery(), { measRef: `${url}/x/data` }));
    expect(parts).toMatchObject([{ kind: "points", items: [] }]);
    expect(targets).toHaveLength(2);
    expect(queryOf(targets[1] ?? "").filters.obj).toEqual({ type: "node", id: ["pc1"] });

    await partsOf(client.data(aQuery({ ids: ["pc2"] }), { measRef: `${url}/x/data` }));
    expect(targets).toHaveLength(3);
    expect(targets[2]).toMatch(/^\/x\/data\/\?/);
    expect(queryOf(targets[2] ?? "").filters.obj).toEqual({ type: "node", id: ["pc2"] });
  });

  test("goes to no measRef of another host", async () => {
    const { url } = await serveJson(() => []);
    expect(() =>
      aClient({ url }).data(aQuery(), { measRef: "http://169.254.169.254/data" }),
    ).toThrow(expect.objectContaining({ code: "permission_denied" }));
  });

  test("with many ids is split; a part that fails does not end the others", async () => {
    const ids = Array.from(
      { length: 500 },
      (_, index) => `site.example.net_interface_pc${index}:eth0`,
    );
    let longest = 0;
    const { url } = await serveJson((target) => {
      longest = Math.max(longest, target.length);
      const asked = queryOf(target).filters.obj.id;
      if (asked.includes(ids[0] ?? "")) return anError("out of order");
      return asked.map((id) => anItem("cpu_util", id, [[150, 1]]));
    });
    const parts = await partsOf(aClient({ url }).data(aQuery({ ids }), { parallel: 4 }));
    expect(longest + url.length).toBeLessThanOrEqual(2000);
    expect(parts.flatMap(({ query }) => query.ids)).toEqual(ids);
    expect(parts[0]).toMatchObject({
      kind: "failed",
      error: { code: "upstream_failed", message: `GET ${url}/data/: the store says: out of order` },
    });
    const got = parts.flatMap((part) => (part.kind === "points" ? part.items : []));
    expect(got.map(({ objectId }) => objectId)).toEqual(ids.slice(parts[0]?.query.ids.length));
  });

  test("takes a single item in place of a list, as old replies have it", async () => {
    const { url } = await serveJson(() => anItem("cpu_util", "pc1", [[150, 1]]));
    expect(await partsOf(aClient({ url }).data(aQuery()))).toMatchObject([
      { kind: "points", items: [{ objectId: "pc1", ts: [150] }] },
    ]);
  });

  test("drops and reports what was not asked for", async () => {
    const { url } = await serveJson(() => [
      anItem("cpu_util", "other", [[150, 1]]),
      anItem("swap_free", "pc1", [
        [150, 1],
        [151, 1],
      ]),
      anItem("cpu_util", "pc1", [
        [99, 1],
        [100, 2],
        [200, 3],
        [201, 4],
      ]),
      { nonsense: true },
    ]);
    const [part] = await partsOf(aClient({ url }).data(aQuery()));
    expect(part).toMatchObject({
      items: [{ objectId: "pc1", ts: [100, 200], values: [2, 3] }],
      lostItems: 3,
      lostPoints: 5,
    });
    expect(part?.kind === "points" && part.problems.map(({ path }) => path)).toEqual([
      "[0]",
      "[1]",
      "[2].tsdata",
      "[3]",
    ]);
  });

  test("for all ids takes any id", async () => {
    const { url } = await serveJson(() => [anItem("cpu_util", "a:b", [[150, 1]])]);
    expect(await partsOf(aClient({ url }).data(aQuery({ ids: "*" })))).toMatchObject([
      { kind: "points", items: [{ objectId: "a:b" }] },
    ]);
  });

  test.each([
    [
      "an error object of a strict store",
      400,
      JSON.stringify(anError("bad")),
      "the store says: bad",
    ],
    ["a page", 404, "<h1>Not Found</h1>", "answered 404"],
    ["points with a status of failure", 400, "[]", "answered 400"],
    ["a page with status 200", 200, "<h1>Hello</h1>", "not JSON"],
    ["a list that ends early", 200, '[{"id":"cpu_util:pc1"', "not JSON"],
    ["lists in lists", 200, "[".repeat(1e6), "nested deeper than 32"],
    ["a very long list", 200, `[${"1,".repeat(300_000)}1]`, "a list of more than 200000"],
    ["a number", 200, "5", "neither"],
  ])("fails in words with %s", async (_what, status, body, words) => {
    const { url } = await serve((_request, response) => response.writeHead(status).end(body));
    const [part] = await partsOf(aClient({ url }).data(aQuery()));
    expect(part).toMatchObject({ kind: "failed", error: { code: "upstream_failed" } });
    expect(part?.kind === "failed" && part.error.message).toContain(words);
  });
});
