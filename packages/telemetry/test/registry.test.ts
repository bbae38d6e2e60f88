import { describe, expect, test } from "@jest/globals";
import { Counter, Gauge, Histogram, register } from "prom-client";
import { checkNames, createRegistry, describeMetrics, exposition } from "../src/index.js";

const aRegistry = (defaultMetrics = false) =>
  createRegistry({ service: "cache-manager", version: "1.2.3", defaultMetrics });

describe("a registry", () => {
  test("says what runs, in the text Prometheus reads", async () => {
    const { contentType, body } = await exposition(aRegistry());
    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(body).toContain(
      `signalbox_build_info{service="cache-manager",version="1.2.3",node="${process.version}"} 1`,
    );
  });

  test("is its own: neither another one nor the global one sees its metrics", () => {
    const registry = aRegistry();
    new Counter({ name: "a_total", help: "A.", registers: [registry] });
    expect(aRegistry().getMetricsAsArray()).toHaveLength(1);
    expect(register.getMetricsAsArray()).toEqual([]);
  });

  test("has the process's own metrics when asked, event loop delay included", () => {
    const names = describeMetrics(aRegistry(true)).map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(["nodejs_eventloop_lag_p99_seconds", "process_cpu_seconds_total"]),
    );
    expect(checkNames(aRegistry(true))).toEqual([]);
  });
});

test("metrics are described sorted by name, with their labels", () => {
  const registry = aRegistry();
  const registers = [registry];
  new Histogram({ name: "b_seconds", help: "B.", labelNames: ["z", "a"], registers });
  new Gauge({ name: "a_bytes", help: "A.", registers });
  expect(describeMetrics(registry).slice(0, 2)).toEqual([
    { name: "a_bytes", type: "gauge", labels: [], help: "A." },
    { name: "b_seconds", type: "histogram", labels: ["a", "z"], help: "B." },
  ]);
});

describe("naming rules", () => {
  test.each([
    ["counter", "cache_hits", "Hits.", "is a counter and must end in _total"],
    ["gauge", "peers_total", "Peers.", "is a gauge and must not end in _total"],
    ["histogram", "fill_time", "Fill.", "is a histogram and must end in its unit"],
    ["gauge", "wait_ms", "Wait.", "must use the base unit _seconds"],
    ["gauge", "heap_mb", "Heap.", "must use the base unit _bytes"],
    ["gauge", "cacheItems", "Items.", "must be lower-case words joined by underscores"],
    ["gauge", "cache_items", "Items", "needs a help text"],
  ] as const)("a %s named %s with help %j: %s", (type, name, help, expected) => {
    const registry = aRegistry();
    const options = { name, help, registers: [registry] };
    if (type === "counter") new Counter(options);
    else if (type === "gauge") new Gauge(options);
    else new Histogram(options);
    expect(checkNames(registry)).toEqual([expect.stringContaining(`${name} ${expected}`)]);
  });

  test("a label without bound is found", () => {
    const registry = aRegistry();
    const labelNames = ["namespace", "result"];
    new Counter({ name: "a_total", help: "A.", labelNames, registers: [registry] });
    expect(checkNames(registry)).toEqual([
      "a_total has the label namespace, whose values have no bound",
    ]);
  });
});
