import { describe, expect, test } from "@jest/globals";
import type { DataQuery } from "@signalbox/monitoring-model";
import type { DataPart } from "../../src/index.js";
import { aClient, serve } from "../hostile-server.js";
import { anItem, queryOf } from "../replies.js";

const ids = Array.from({ length: 3000 }, (_, index) => `site.example.net_node_pc${index}`);
const query: DataQuery = { events: ["cpu_util"], objectType: "node", ids, fromUs: 0, toUs: 100 };

async function partsOf(parts: AsyncIterable<DataPart>): Promise<DataPart[]> {
  const all: DataPart[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

describe("a long query to a datastore that takes posts", () => {
  test("is asked in few requests, and answered line by line", async () => {
    let requests = 0;
    const { url } = await serve((request, response) => {
      requests += 1;
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const body = Buffer.concat(chunks);
        expect(body.length).toBeLessThanOrEqual(65_536);
        // What the client under test wrote.
        const { filters } = JSON.parse(body.toString()) as { filters: { obj: [{ id: string[] }] } };
        response.writeHead(200, { "Content-Type": "application/x-ndjson" });
        for (const id of filters.obj[0].id) {
          response.write(`${JSON.stringify(anItem("cpu_util", id, [[1, 1]]))}\n`);
          response.write(`${JSON.stringify(anItem("cpu_util", id, [[2, 2]]))}\n`);
        }
        response.end();
      });
    });
    const parts = await partsOf(aClient({ url, takesPosts: true }).data(query));
    const items = parts.flatMap((part) => (part.kind === "points" ? part.items : []));
    expect(items).toHaveLength(2 * ids.length);
    expect(new Set(items.map(({ objectId }) => objectId)).size).toBe(ids.length);
    expect(requests).toBeLessThan(4);
  });

  test("is what a store is asked that was recognised by its root", async () => {
    const seen: string[] = [];
    const { url } = await serve((request, response) => {
      seen.push(`${request.method ?? ""} ${request.url ?? ""}`.slice(0, 10));
      if (request.url === "/") response.end('{"service":"signalbox-datastore"}');
      else response.writeHead(200, { "Content-Type": "application/x-ndjson" }).end();
    });
    const client = aClient({ url });
    expect(await client.recognise()).toBe(true);
    await partsOf(client.data(query));
    expect(new Set(seen)).toEqual(new Set(["GET /", "POST /data"]));
    const other = await serve((_request, response) => response.end("<h1>Hello</h1>"));
    expect(await aClient({ url: other.url }).recognise()).toBe(false);
  });

  test("goes by URLs when the datastore does not take it", async () => {
    const { url } = await serve((request, response) => {
      if (request.method === "POST") response.writeHead(405).end();
      else {
        const asked = queryOf(request.url ?? "").filters.obj.id;
        response.end(JSON.stringify(asked.map((id) => anItem("cpu_util", id, [[1, 1]]))));
      }
    });
    const parts = await partsOf(aClient({ url, takesPosts: true }).data(query));
    expect(parts.flatMap((part) => part.query.ids)).toEqual(ids);
    expect(parts.every(({ kind }) => kind === "points")).toBe(true);
  });
});
