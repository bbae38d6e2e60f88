import { expect, test } from "@jest/globals";
import { runSteps } from "@signalbox/clock";
import fc from "fast-check";
import { readJsonPoints } from "../../src/ingest/points/json-points.js";
import { PointBatch } from "../../src/ingest/points/point-batch.js";
import { timeRule } from "../../src/ingest/points/time-rule.js";
import { nameProblem } from "../../src/ingest/names.js";
import { JsonBytes } from "../../src/ingest/json/json-bytes.js";

const rule = timeRule(1e12, { maxFutureSkewMs: 1e12, maxAgeMs: 0 });
const aBatch = (): PointBatch => new PointBatch({ maxPoints: 1e6, maxDescribed: 10, rule });

const spacing = fc.constantFrom(0, 1, "\t", " \n ");
const name = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }),
  fc.constantFrom(".", "..", "\0"),
);
const points = fc.array(
  fc.tuple(fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true })),
);

test("what is read are the numbers and names that were written, in any layout", () => {
  fc.assert(
    fc.property(name, points, spacing, fc.boolean(), (id, given, space, asObjects) => {
      const batch = aBatch();
      const list = asObjects ? given.map(([ts, v]) => ({ ts, v })) : given;
      const body = JSON.stringify([{ points: list, id, event: "e", type: "node" }], null, space);

      runSteps(readJsonPoints(Buffer.from(body), batch));

      const fit = given.filter(([ts]) => ts <= rule.maxUs && ts >= rule.minUs);
      const kept = nameProblem(id) === undefined ? fit : [];
      const [series] = batch.series;
      expect(series?.ts ?? []).toEqual(kept.map(([ts]) => ts));
      // JSON.stringify writes -0 as 0.
      expect(series?.values ?? []).toEqual(kept.map(([, v]) => v + 0));
      if (kept.length > 0) expect(series?.series.objectId).toBe(id);
    }),
  );
});

test("a value is what JSON.parse makes of it, and its end is found", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), spacing, (value, space) => {
      const text = JSON.stringify(value, null, space);
      const json = new JsonBytes(Buffer.from(`${text} ,`));

      expect(json.value({ maxBytes: 1e6, maxDepth: 20 })).toEqual(JSON.parse(text));
      expect(json.take(",".charCodeAt(0))).toBe(true);
    }),
  );
});

test("no text breaks the reader: it is read, or refused as the caller's fault", () => {
  const pieces = fc.constantFrom(
    ...['"', "{", "}", "[", "]", ":", ",", "\\", "1", "-", ".", "e", "true", "null", " "],
    ...['"points"', '"tsdata"', '"type"', '"node"', '"event"', '"id"', "[1,2]", '{"ts":1,"v":2}'],
  );
  const anything = fc.oneof(
    fc.array(pieces).map((all) => Buffer.from(all.join(""))),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(anything, (body) => {
      try {
        runSteps(readJsonPoints(body, aBatch()));
      } catch (error) {
        expect(error).toMatchObject({ code: "invalid_argument" });
      }
    }),
    { numRuns: 2000 },
  );
});
