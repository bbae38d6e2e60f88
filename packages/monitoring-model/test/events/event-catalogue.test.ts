import { expect, test } from "@jest/globals";
import {
  EventCatalogue,
  eventKinds,
  eventOfMetric,
  metricOf,
  prometheusName,
  unitsOf,
} from "../../src/index.js";

test("there are 34 kinds: 6 of nodes, 4 of aggregates, 11 of interfaces, 8 of vlans, 5 of experiments", () => {
  const catalogue = new EventCatalogue();
  const types = ["node", "aggregate", "interface", "interfacevlan", "experiment"];

  expect(eventKinds).toHaveLength(34);
  expect(types.map((type) => catalogue.of(type).length)).toEqual([6, 4, 11, 8, 5]);
  expect(new Set(eventKinds.map(({ objectType, event }) => `${objectType} ${event}`)).size).toBe(
    34,
  );
});

test.each([
  ["node", "cpu_util", "percent"],
  ["node", "mem_used_kb", "kilobytes"],
  ["interface", "rx_eps", "pps"],
  ["interface", "tx_power", "dBM"],
  ["interface", "wmx_noc", "number of clients"],
  ["experiment", "stitching_availability_vlan_source", "vlan ID"],
  ["aggregate", "nodelogin", "boolean"],
  ["node", "nodelogin", "unknown"],
  ["toaster", "crumbs", "unknown"],
])("units of %s %s: %s", (type, event, units) => expect(unitsOf(type, event)).toBe(units));

test("further kinds are added to the known ones and win over them", () => {
  const catalogue = new EventCatalogue([
    { objectType: "node", event: "cpu_util", units: "share", valueKind: "real" },
    { objectType: "toaster", event: "crumbs", units: "count", valueKind: "integer" },
  ]);

  expect(catalogue.unitsOf("node", "cpu_util")).toBe("share");
  expect(catalogue.of("toaster")).toHaveLength(1);
  expect(catalogue.all()).toHaveLength(35);
  expect(catalogue.get("node", "crumbs")).toBeUndefined();
});

test("an event's name has a prefix on the wire and another for Prometheus", () => {
  expect(metricOf("cpu_util")).toBe("ops_monitoring:cpu_util");
  expect(eventOfMetric("ops_monitoring:cpu_util")).toBe("cpu_util");
  expect(eventOfMetric("ops_monitoring:cpu_util:x")).toBe("cpu_util");
  expect(eventOfMetric("cpu_util")).toBeUndefined();
  expect(eventOfMetric("ops_monitoring:")).toBeUndefined();
  expect(prometheusName("cpu_util")).toBe("ops_monitoring_cpu_util");
  expect(prometheusName('a-b"c')).toBe("ops_monitoring_a_b_c");
});
