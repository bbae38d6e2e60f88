import { expect, test } from "@jest/globals";
import { toTimeLimits } from "../../src/config/to-options.js";

const HOUR_MS = 3_600_000;

test.each([
  ["0s", "0s", 0],
  ["1h", "0s", HOUR_MS],
  ["0s", "2h", 2 * HOUR_MS],
  ["1h", "2h", HOUR_MS],
  ["3h", "2h", 2 * HOUR_MS],
])("with max_age %s and retention %s points of up to %d ms are taken", (maxAge, points, ms) => {
  const ingest = { max_age: maxAge, max_future_skew: "5m" };
  const limits = toTimeLimits({
    ingest: { ...anyIngest, ...ingest },
    retention: { ...anyRetention, points },
  });
  expect(limits).toEqual({ maxFutureSkewMs: 300_000, maxAgeMs: ms });
});

const anyIngest = {
  enable: true,
  max_body_size: "8MB",
  max_inflated_size: "64MB",
  max_points: 1,
  require_info: true,
};
const anyRetention = { info: "0s", purge_interval: "30s" };
