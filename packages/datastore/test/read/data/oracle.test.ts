import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { anApi, askJson, dataTarget } from "../ask.js";
import { MemoryStore } from "../memory-store.js";
import { expectedReply, points, query, summary, textOf } from "./query-oracle.js";

/** More cases for a longer run; the suite's own number keeps it quick. */
const CASES = Number(process.env["SIGNALBOX_QUERY_ORACLE_CASES"] ?? "300");

test("whatever the points and the query, the reply is what the reference says", async () => {
  await fc.assert(
    fc.asyncProperty(
      points,
      query,
      fc.constantFrom(2, 7, 1000),
      async (all, asked, bufferedPoints) => {
        const store = new MemoryStore();
        for (const { type, event, id, ts, v } of all) {
          store.putPoints({ objectType: type, event, objectId: id }, [[ts, v]]);
        }
        const api = anApi({ store, limits: { bufferedPoints } });
        const text = textOf(asked);

        const got = await askJson(api, dataTarget(text));
        const posted = await askJson(api, "/data", { method: "POST", body: text });

        expect(summary(got)).toEqual(expectedReply(all, asked));
        expect(posted).toEqual(got);
      },
    ),
    { numRuns: CASES },
  );
}, 3_600_000);

test("no query whatever gives anything but an array or an error object", async () => {
  const part = fc.constantFrom(
    '{"filters":',
    '{"eventType":["ops_monitoring:a"]',
    '"ts":{"gt":0,"lt":9}',
    '"obj":{"type":"node","id":["*"]}',
    "}",
    ",",
    "[",
    "]",
    "null",
    "1e999",
    '"\\ud800"',
    "'",
    "%",
    "&",
    "#",
  );
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(part).map((parts) => parts.join("")),
    fc.json(),
  );
  const api = anApi();
  await fc.assert(
    fc.asyncProperty(text, async (q) => {
      const reply = await askJson(api, dataTarget(q.toWellFormed()));

      if (!Array.isArray(reply)) expect(reply).toHaveProperty("error_message");
    }),
    { numRuns: CASES },
  );
}, 3_600_000);
