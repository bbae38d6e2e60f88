import fc from "fast-check";
import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import { schemaUrl, type DataQuery } from "@signalbox/monitoring-model";
import { aClient, serve } from "./hostile-server.js";

const query: DataQuery = {
  events: ["cpu_util"],
  objectType: "node",
  ids: ["pc1"],
  fromUs: 0,
  toUs: 9e15,
};

const key = fc.constantFrom(
  "$schema",
  "id",
  "urn",
  "ts",
  "href",
  "tsdata",
  "v",
  "eventType",
  "__proto__",
  "x",
);
const leaf = fc.oneof(
  fc.constantFrom(
    schemaUrl("node"),
    schemaUrl("error"),
    "cpu_util:pc1",
    "ops_monitoring:cpu_util",
    "pc1",
  ),
  fc.jsonValue({ maxDepth: 1 }),
);
const nearly = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("value"), { maxLength: 4 }),
    fc
      .array(fc.tuple(key, tie("value")), { maxLength: 6 })
      .map((pairs) => Object.fromEntries(pairs)),
  ),
})).value;

const body = fc.oneof(
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.tuple(nearly, fc.nat(400)).map(([value, cut]) => {
    const text = JSON.stringify(value);
    return Buffer.from(cut < 300 ? text : text.slice(0, cut % text.length));
  }),
);
const answer = fc.record({
  status: fc.constantFrom(200, 200, 200, 200, 204, 301, 304, 400, 403, 404, 413, 500, 503),
  headers: fc.dictionary(
    fc.constantFrom("location", "etag", "content-type", "content-encoding", "warning"),
    fc.oneof(
      fc.constantFrom("gzip", "/loop", "application/x-ndjson", '"x"', "http://[::1", "//x"),
      fc.string({ maxLength: 20 }).map((text) => text.replaceAll(/[^\x20-\x7e]/g, "~")),
    ),
  ),
  body,
});

test("nothing that a store answers makes a client throw anything but AppError", async () => {
  let next = { status: 200, headers: {}, body: Buffer.alloc(0) };
  const { url } = await serve((_request, response) => {
    response.writeHead(next.status, next.headers).end(next.body);
  });
  const client = aClient({ url, limits: { attempts: 1 } });
  await fc.assert(
    fc.asyncProperty(answer, async (given) => {
      next = given;
      for (const asked of [client.info("node", "pc1"), client.infoAt(`${url}/nodes/pc1`)]) {
        const result: unknown = await asked.catch((error: unknown) => error);
        if (result instanceof Error) expect(result).toBeInstanceOf(AppError);
        else expect(result).toHaveProperty("kind");
      }
      for await (const part of client.data(query)) {
        if (part.kind === "failed") expect(part.error).toBeInstanceOf(AppError);
        else for (const item of part.items) expect(item.objectId).toBe("pc1");
      }
    }),
    { numRuns: 300 },
  );
});
