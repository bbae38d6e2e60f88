import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { nagiosName } from "../../src/alerts/outputs/passive-result.js";
import { nagiosText } from "../../src/api/export/nagios-text.js";
import { headText, metricsOf, sampleText } from "../../src/api/export/prometheus-text.js";
import {
  aKey,
  anApi,
  aSharedStore,
  aStatus,
  aTarget,
  MINUTE_US,
  NOW_MS,
  NOW_US,
  putMinutes,
  urnOf,
} from "./an-api.js";
import { putChecks, putSite } from "./site.js";

const stores = [
  aStatus("site"),
  aStatus("gpo", { target: aTarget("gpo", { rootType: "externalcheck" }) }),
];

describe("the last values for Prometheus", () => {
  const store = aSharedStore(async (one) => {
    await putSite(one);
    await putChecks(one);
    const available = { source: "gpo", objectType: "aggregate", event: "is_available" };
    await putMinutes(one, aKey("pc1"), 3);
    await putMinutes(one, aKey("pc2"), 2, NOW_US - 10 * MINUTE_US);
    await putMinutes(one, aKey("pc1", { event: "mem-used" }), 1);
    await putMinutes(one, aKey("pc1", { event: "mem.used" }), 1);
    await putMinutes(one, aKey("site", available), 2, NOW_US - 90 * MINUTE_US);
  });
  const exported = async (query = ""): Promise<string> => {
    const api = await anApi({ store: store(), stores });
    return api.text(`/export/prometheus${query}`);
  };

  test("stand together by metric, with names of the object and of the store", async () => {
    expect(await exported()).toBe(
      [
        "# HELP ops_monitoring_cpu_util Last value of ops_monitoring:cpu_util in percent.",
        "# TYPE ops_monitoring_cpu_util gauge",
        `ops_monitoring_cpu_util{type="node",id="pc1",urn="${urnOf("node", "pc1")}",source="site"} 2`,
        `ops_monitoring_cpu_util{type="node",id="pc2",urn="${urnOf("node", "pc2")}",source="site"} 1`,
        "# HELP ops_monitoring_is_available Last value of ops_monitoring:is_available in boolean.",
        "# TYPE ops_monitoring_is_available gauge",
        `ops_monitoring_is_available{type="aggregate",id="site",urn="${urnOf("aggregate", "site")}",source="gpo"} 1`,
        "# HELP ops_monitoring_mem_used Last value of ops_monitoring:mem-used, ops_monitoring:mem.used.",
        "# TYPE ops_monitoring_mem_used gauge",
        `ops_monitoring_mem_used{type="node",id="pc1",urn="${urnOf("node", "pc1")}",source="site",event="mem-used"} 0`,
        `ops_monitoring_mem_used{type="node",id="pc1",urn="${urnOf("node", "pc1")}",source="site",event="mem.used"} 0`,
        "",
      ].join("\n"),
    );
  });

  test.each([
    // pc1 reports every 60 s; pc2 says nothing, so it has the default of 300 s; the check store says 3600 s.
    ["?stale_periods=1", ["pc1", "pc1", "pc1"]],
    ["?stale_periods=2", ["pc1", "pc2", "site", "pc1", "pc1"]],
    ["?source=gpo", ["site"]],
    ["?event=mem-used", ["pc1"]],
    ["?type=experiment", []],
  ])("%s leaves those of %j", async (query, ids) => {
    const text = await exported(query);

    expect([...text.matchAll(/,?id="([^"]*)"/g)].map(([, id]) => id)).toEqual(ids);
  });

  test("have the time of their points where that is wanted", async () => {
    expect(await exported("?timestamps=true&event=cpu_util")).toContain(`} 2 ${NOW_MS}\n`);
  });
});

const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`;
const SAMPLE = new RegExp(
  String.raw`^[a-zA-Z_:][a-zA-Z0-9_:]*\{${LABEL}(?:,${LABEL})*\} -?[0-9.e+-]+( \d+)?\n$`,
  "u",
);

describe("a store that invents events", () => {
  const store = aSharedStore(async (one) => {
    for (let at = 0; at < 130; at += 1) await putMinutes(one, aKey("pc1", { event: `e${at}` }), 1);
    await putMinutes(one, aKey("pc1"), 1);
    await putMinutes(one, aKey("pc9", { source: "other", event: "own" }), 1);
  });

  test("fills the export no further than its share", async () => {
    const api = await anApi({ store: store(), stores });
    const text = await api.text("/export/prometheus");

    expect(text.match(/^ops_monitoring_e\d+\{/gm)).toHaveLength(100);
    expect(text).toMatch(/^ops_monitoring_cpu_util\{/m);
    expect(text).toMatch(/^ops_monitoring_own\{/m);
    expect(text).toMatch(/^# 30 series of events/m);
    expect(await api.text("/export/prometheus?event=e129")).toMatch(/^ops_monitoring_e/m);
  });
});

test("whatever names there are, each sample is one well-formed line that holds them", () => {
  const name = fc.string({ unit: "grapheme", maxLength: 12 });
  fc.assert(
    fc.property(
      name,
      name,
      name,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (event, id, urn, value) => {
        const [metric] = metricsOf([event]);
        const series = aKey(id, { event });

        const line = sampleText(metric?.name ?? "", { series, urn, value, timeMs: 17 });

        expect(line).toMatch(SAMPLE);
        const [, raw = ""] = /,id="((?:[^"\\]|\\.)*)"/s.exec(line) ?? [];
        const unescaped = raw.replaceAll(/\\(.)/gs, (_, one: string) => (one === "n" ? "\n" : one));
        expect(unescaped).toBe(id);
      },
    ),
  );
});

test("the head of a metric is two lines whatever its events are called", () => {
  const [metric] = metricsOf(["a\nb\\c"]);

  expect(headText(metric ?? { name: "", events: [] }, [])).toBe(
    "# HELP ops_monitoring_a_b_c Last value of ops_monitoring:a\\nb\\\\c.\n# TYPE ops_monitoring_a_b_c gauge\n",
  );
});

describe("the configuration for Nagios", () => {
  const question = {
    stores: [
      aTarget("site"),
      aTarget("scs-geni", { kind: "stitcher" }),
      aTarget("gpo", { rootType: "externalcheck" }),
      aTarget("ch", { rootType: "authority" }),
    ],
    checks: [{ id: "gpo", watches: ["site"], experiments: ["a_to_b_campus", "a_to_b_stitching"] }],
  };

  test("has a host for each store and a service for each thing that is checked", () => {
    const text = nagiosText(question);

    const services = [
      ...text.matchAll(/host_name (\S+)\n {2}service_description (\S+)\n {2}servicegroups (\S+)/g),
    ];
    expect(services.map(([, ...all]) => all.join(" "))).toEqual([
      "ch is_responsive svcgrp_datastore_resp",
      "gpo is_responsive svcgrp_datastore_resp",
      "gpo a_to_b_campus svcgrp_dataplane_conn_check",
      "scs-geni is_responsive svcgrp_datastore_resp",
      "scs-geni gpo:a_to_b_stitching svcgrp_scs_path_check",
      "site is_responsive svcgrp_datastore_resp",
      "site gpo:is_available svcgrp_availability",
    ]);
    const groups = [...text.matchAll(/hostgroup_name (\S+)\n.*\n(?: {2}members (\S+))?/g)];
    expect(groups.map(([, name, members = ""]) => `${name} ${members}`)).toEqual([
      "hostgrp_geni_hosts ch,gpo,scs-geni,site",
      "hostgrp_geni_aggregates site",
      "hostgrp_geni_authorities ch",
      "hostgrp_geni_extcks gpo",
      "hostgrp_geni_scss scs-geni",
    ]);
    expect(text.match(/^define service \{$/gm)).toHaveLength(8);
  });

  test("takes no name that would be something else there", () => {
    const evil = "x\ndefine command {\n;#,'a b";
    const text = nagiosText({ stores: [aTarget(evil), aTarget(nagiosName(evil))], checks: [] });

    expect(text.match(/^define command/gm)).toHaveLength(1);
    expect(text.match(/^ {2}host_name x_define/gm)).toHaveLength(2);
  });

  test("has the services of alert rules on hosts that it knows, each once", () => {
    const services = [
      { host: "site", service: "busy:pc1" },
      { host: "site", service: "gpo:is_available" },
      { host: "elsewhere", service: "busy:pc1" },
    ];

    const text = nagiosText({ ...question, services });

    expect(text.match(/service_description busy:pc1$/gm)).toHaveLength(1);
    expect(text.match(/service_description gpo:is_available$/gm)).toHaveLength(1);
  });

  test("is served with what the check stores told last", async () => {
    const api = await anApi({ store: store(), stores });

    const reply = await api.get("/export/nagios");

    expect(reply.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await reply.text()).toContain("service_description gpo:is_available");
  });

  const store = aSharedStore(putChecks);
});
