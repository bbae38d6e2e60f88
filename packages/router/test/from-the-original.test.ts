import { describe, expect, test } from "@jest/globals";
import { aStartedRouter } from "./support/a-started-router.js";
import { OVERLOAD_DOCUMENT } from "./support/documents.js";
import { cleanUpAfterEach } from "./support/scratch.js";

cleanUpAfterEach();

const json = (value: unknown) => ({ method: "PUT", body: JSON.stringify(value) });

/** The raw tree of the original's documentation, character by character but for the comma it lacks. */
const DOCUMENTED_TREE = `{
  "routing": {
    "id": "dont_overload_cache",
    "member_order": "sequential",
    "members": [
      {
        "id": "default-node",
        "host_id": "default-host",
        "weight_function": "return cpu_load_ok()"
      },
      {
        "id": "offload-node",
        "host_id": "offload-host",
        "weight_function": "return 1"
      }
    ]
  }
}`;

/** The metrics of the original's documentation without its comments. */
const DOCUMENTED_METRICS = {
  "cache-1": {
    hardware_metrics: {
      "/": {
        free: 18113810432,
        total: 34887954432,
        used: 16774144000,
        used_percent: 48.08004445400899,
      },
      cpu_load1: 0.7,
      cpu_load5: 0.53,
      cpu_load15: 0.4,
      mem_available: 3129425920,
      mem_available_percent: 76.34786936062332,
      mem_total: 4098904064,
      mem_used: 519901184,
      n_cpus: 2,
    },
    per_interface_metrics: {
      eth0: { interface_up: true, link: 1, megabits_sent_rate: 0.0051032, speed: 100 },
    },
    timestamp: 1709296800,
  },
};

describe("whoever comes from the original", () => {
  test("can send what its tools print, and reads the document itself back", async () => {
    const { ask, locationOf } = await aStartedRouter();
    const sent = await ask("rest", "/v1/config", json({ routing: OVERLOAD_DOCUMENT }));
    expect([sent.status, sent.body]).toEqual([204, ""]);
    expect(await locationOf("/x")).toBe("http://offload.example.net/x");
    expect(JSON.parse((await ask("rest", "/v1/config")).body)).toEqual(OVERLOAD_DOCUMENT);
  });

  test("can lay the documented tree over hosts that are there, and route by the documented metrics", async () => {
    const { ask, locationOf } = await aStartedRouter();
    const hosts = [
      { id: "default-host", cdn_id: "edge", hostname: "cache-1" },
      { id: "offload-host", cdn_id: "edge", hostname: "offload.example.net" },
    ];
    const cdns = [{ id: "edge", name: "edge", type: "host" }];
    expect((await ask("rest", "/v2/configuration", json({ cdns, hosts }))).status).toBe(204);
    const tree = { method: "PUT", body: DOCUMENTED_TREE };
    expect((await ask("rest", "/v2/configuration", tree)).status).toBe(204);
    expect(await locationOf("/x")).toBe("http://offload.example.net/x");
    const posted = { method: "POST", body: JSON.stringify(DOCUMENTED_METRICS) };
    expect((await ask("rest", "/v2/timestamped_selection_input", posted)).status).toBe(204);
    expect(await locationOf("/x")).toBe("http://cache-1/x");
    const visits = JSON.parse((await ask("rest", "/v1/node_visits")).body) as unknown;
    expect(visits).toEqual({ dont_overload_cache: "2", "default-node": "1", "offload-node": "1" });
  });

  test("can paste the documented metrics with their comments, and gets them as they are without", async () => {
    const { ask } = await aStartedRouter();
    const body = `{
      "cache-1": {
        "per_interface_metrics": { // all of them
          "eth0": { "bytes_recv_rate": 939.4, // bytes per second
                    "alias": "http://not-a-comment \\" // at all" } } } }`;
    const path = "/v2/timestamped_selection_input";
    expect((await ask("rest", path, { method: "POST", body })).status).toBe(204);
    const eth0 = await ask("rest", `${path}/cache-1/per_interface_metrics/eth0`);
    expect(JSON.parse(eth0.body)).toEqual({
      bytes_recv_rate: 939.4,
      alias: 'http://not-a-comment " // at all',
    });
    const broken = await ask("rest", path, { method: "POST", body: '{"a": // one' });
    expect(broken.status).toBe(400);
  });

  test("can try a script on a request that is made up for it", async () => {
    const { ask } = await aStartedRouter();
    const value = async (body: string): Promise<unknown> =>
      JSON.parse((await ask("rest", "/v1/lua/debug", { method: "PUT", body })).body) as unknown;
    const script = "return request.method .. request.path .. request_query_params.debug";
    expect(await value(script)).toEqual({ value: "GET/debug/manifest.m3u81", lines: [] });
    expect(await value("return session.client_ip .. request_headers['User-Agent']")).toEqual({
      value: "127.0.0.1debug",
      lines: [],
    });
    expect(await value("return session_count.initial.nobody or 'none'")).toMatchObject({
      value: "none",
    });
  });
});
