import { describe, expect, test } from "@jest/globals";
import {
  convertValue,
  InvalidMetricName,
  InvalidMetricThreshold,
  Metric,
  ParamError,
  type MetricOptions,
} from "../src/index.js";

const text = (value: number | string, unit: string, options: MetricOptions = {}): string =>
  new Metric("x", value, unit, undefined, undefined, {
    displayFormat: "{value}{unit}",
    ...options,
  }).toString();

describe("the text", () => {
  test.each<[number | string, string, MetricOptions, string]>([
    [1024, "B", {}, "1.00KB"],
    [1024, "B", { convertMetric: false }, "1024.00B"],
    [1000, "B", { siBytesConversion: true }, "1.00KB"],
    [2048, "B/s", {}, "2.00KB/s"],
    [1, "B", {}, "1.00B"],
    [0.5, "B", {}, "0.50B"],
    [-2048, "B", {}, "-2048.00B"],
    [1500, "Hz", {}, "1500.00Hz"],
    [1500, "Hz", { convertMetric: true }, "1.50KHz"],
    [0.5, "W", { convertMetric: true }, "500.00mW"],
    [1, "W", { convertMetric: true }, "1.00W"],
    [0.002, "s", { convertMetric: true }, "2.00ms"],
    [0.0002, "s", { convertMetric: true, summaryPrecision: 1 }, "200.0us"],
    [90_060, "s", { convertMetric: true }, "1d 1h 1m"],
    [61, "s", { convertMetric: true }, "1m"],
    [5, "s", { convertMetric: true }, "5s"],
    [45, "s", { convertMetric: true }, "45s"],
    [1, "s", { convertMetric: true }, "1.00s"],
    [0, "s", { convertMetric: true }, "0.00s"],
    [1000, "c", { convertMetric: true }, "1000.00c"],
    [7, "%", {}, "7.00%"],
    [0.125, "", {}, "0.12"],
    [10.12345, "", { summaryPrecision: 3 }, "10.123"],
    [3, "per_second", {}, "3.00/s"],
    [3, "per_minute", {}, "3.00/min"],
    [3, "seconds_per_minute", {}, "3.00s/min"],
    [2048, "bytes_per_second", {}, "2048.00B/s"],
    [2048, "bytes_per_second", { convertMetric: true }, "2.00KB/s"],
    [2048, "bytes_per_minute", { convert_metric: true }, "2.00KB/min"],
    ["1", "", {}, "1.00"],
    ["GREEN", "", {}, "GREEN"],
    ["GREEN", "B", {}, "GREENB"],
  ])("of %p %s with %j is %s", (value, unit, options, expected) => {
    expect(text(value, unit, options)).toBe(expected);
  });

  test("names the metric and can be replaced", () => {
    const metric = new Metric("Memory", 4_500_000, "B", "4M:", "6M:");
    expect(String(metric)).toBe("Memory is 4.29MB");

    metric.message = "memory is fine";

    expect(String(metric)).toBe("memory is fine");
  });

  test("takes the documentation's option names", () => {
    const metric = new Metric("disk_usage", 30.5, "%", "70", "90", {
      display_name: "Disk Usage",
      display_format: "{{{name}}} at {value}{unit}",
      summary_precision: 1,
    });
    expect(metric.toString()).toBe("{Disk Usage} at 30.5%");
  });

  test("refuses an unknown placeholder", () => {
    const metric = new Metric("x", 1, "", null, null, { displayFormat: "{bad}" });
    expect(() => metric.toString()).toThrow(ParamError);
  });
});

test.each([
  [1e3, "B", 1, "KB"],
  [1e6, "B", 1, "MB"],
  [1e9, "B", 1, "GB"],
  [1e12, "B", 1, "TB"],
  [1e15, "B", 1, "PB"],
  [1e18, "B", 1, "EB"],
  [1e-3, "B", 0.001, "B"],
  [1e-3, "Hz", 1, "mHz"],
  [1e-6, "W", 1, "uW"],
  [1e-9, "Hz", 1, "nHz"],
  [1e-12, "s", 1, "ps"],
  [1e-13, "s", 1e-13, "s"],
  [1e3, "", 1000, ""],
  [1e-3, "", 0.001, ""],
])("convertValue(%d, %s) by 1000 is %d %s", (value, unit, converted, shown) => {
  expect(convertValue(value, unit, true)).toEqual({ value: converted, unit: shown });
});

describe("performance data", () => {
  test.each<[ConstructorParameters<typeof Metric>, string]>([
    [["Memory", 4_500_000, "B", "4M:", "6M:"], "Memory=4500000.00B;4M:;6M:"],
    [["CPU usage", 7, "%", "20", ""], "'CPU usage'=7.00%;20;"],
    [["CPU", 7, "%", "", "50"], "CPU=7.00%;;50"],
    [["CPU", 7, "%"], "CPU=7.00%"],
    [["CPU", 7, "%", null, null], "CPU=7.00%"],
    [["metric_name", "1", "B"], "metric_name=1.00B"],
    [["rate", 3, "bytes_per_second"], "rate=3.00bytes_per_second"],
    [["x", 10.12345, "", "", "", { perfDataPrecision: 4 }], "x=10.1235"],
    [["x", 1e22, "B"], "x=10000000000000000000000.00B"],
    [["x", 12n, "c"], "x=12.00c"],
    [["state", "GREEN", ""], ""],
  ])("of %j is %s", (args, expected) => {
    const metric = new Metric(...args);
    expect(metric.perfData).toBe(expected);
    expect(metric.perf_data).toBe(expected);
  });
});

describe("the state", () => {
  test.each([
    ["50:120", "30:150", 0],
    ["110:150", "90:170", 1],
    ["130:150", "110:170", 2],
    ["", "110:170", 2],
    [undefined, null, 0],
    [50, 200, 1],
  ])("of 100 with warning %p and critical %p is %i", (warning, critical, state) => {
    expect(new Metric("Memory", 100, "bytes", warning, critical).state).toBe(state);
  });

  test("of a documented example with a wrong printed state is OK", () => {
    const metric = new Metric("latency", 0.0002, "s", "0.0004", "0.0007", { convertMetric: true });
    expect(metric.state).toBe(0);
  });

  test("cannot be told for a text with a threshold", () => {
    expect(() => new Metric("x", "GREEN", "", "10")).toThrow(ParamError);
  });

  test("needs both thresholds to be well formed, also the one that does not matter", () => {
    expect(() => new Metric("x", 100, "", "abc", "10")).toThrow(InvalidMetricThreshold);
    expect(() => new Metric("x", 1, "", "10", "abc")).toThrow(InvalidMetricThreshold);
  });
});

test.each(["it's", 'a "b"', "a=b"])("the name %s is refused", (name) => {
  expect(() => new Metric(name, 1)).toThrow(InvalidMetricName);
});

test.each([
  ["summaryPrecision", -1],
  ["perfDataPrecision", 1.5],
])("%s of %d is refused", (name, value) => {
  expect(() => new Metric("x", 1, "", "", "", { [name]: value })).toThrow(`${name} must be`);
});
