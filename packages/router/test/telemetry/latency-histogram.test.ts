import { expect, test } from "@jest/globals";
import { createRegistry, describeMetrics } from "@signalbox/telemetry";
import { LatencyHistogram } from "../../src/telemetry/latency-histogram.js";

test("replies are counted under every bound they do not pass, by status and TLS", async () => {
  const registry = createRegistry({ service: "router", version: "1", defaultMetrics: false });
  const latency = new LatencyHistogram(registry);
  latency.note(302, false, 0.0001);
  latency.note(302, false, 0.02);
  latency.note(302, false, 60);
  latency.note(503, true, 0.3);
  const text = await registry.getSingleMetricAsString("orc_latency");
  const lines = text.split("\n");
  expect(lines[1]).toBe("# TYPE orc_latency histogram");
  expect(lines).toEqual(
    expect.arrayContaining([
      'orc_latency_bucket{orc_status_code="302",tls="false",le="0.0001"} 1',
      'orc_latency_bucket{orc_status_code="302",tls="false",le="0.01"} 1',
      'orc_latency_bucket{orc_status_code="302",tls="false",le="0.025"} 2',
      'orc_latency_bucket{orc_status_code="302",tls="false",le="10"} 2',
      'orc_latency_bucket{orc_status_code="302",tls="false",le="+Inf"} 3',
      'orc_latency_count{orc_status_code="302",tls="false"} 3',
      'orc_latency_sum{orc_status_code="302",tls="false"} 60.0201',
      'orc_latency_bucket{orc_status_code="503",tls="true",le="0.25"} 0',
      'orc_latency_bucket{orc_status_code="503",tls="true",le="0.5"} 1',
    ]),
  );
  const [json] = await registry.getMetricsAsJSON().then((all) => all.slice(1));
  expect(json).toMatchObject({ name: "orc_latency", type: "histogram" });
  expect(describeMetrics(registry)[0]).toMatchObject({
    name: "orc_latency",
    labels: ["orc_status_code", "tls"],
  });
});
