import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { pointsText } from "../../../src/read/data/points-text.js";

test("points are written as JSON.stringify writes them", () => {
  const point = fc.record({ ts: fc.maxSafeInteger(), v: fc.double() });
  fc.assert(
    fc.property(fc.array(point), (points) => {
      const ts = points.map((one) => one.ts);
      const values = points.map((one) => one.v);

      expect(`[${pointsText(ts, values)}]`).toBe(JSON.stringify(points));
    }),
  );
});

test.each([-0, 1e21, 5e-324, 1.7976931348623157e308, 0.1 + 0.2])(
  "the value %s survives",
  (value) => {
    expect(pointsText([1], [value])).toBe(JSON.stringify({ ts: 1, v: value }));
  },
);
