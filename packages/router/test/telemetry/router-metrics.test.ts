import { connect } from "node:net";
import { describe, expect, test } from "@jest/globals";
import { aStartedRouter, type StartedRouter } from "../support/a-started-router.js";
import { metrics, OVERLOAD_DOCUMENT } from "../support/documents.js";
import { cleanUpAfterEach } from "../support/scratch.js";

cleanUpAfterEach();

const json = (value: unknown) => ({ method: "PUT", body: JSON.stringify(value) });

/** The documented names; a dashboard made for the original asks for them. */
const DOCUMENTED = [
  "client_response_status",
  "lua_num_errors",
  "lua_num_evaluators",
  "lua_time_spent",
  "num_configuration_changes",
  "num_endpoint_requests",
  "num_invalid_http_requests",
  "num_log_errors_total",
  "num_log_warnings_total",
  "num_managed_redirects",
  "num_manifests",
  "num_qoe_losses",
  "num_qoe_wins",
  "num_rejected_requests",
  "num_requests",
  "num_sessions",
  "num_ssl_errors_total",
  "num_ssl_warnings_total",
  "num_unhandled_requests",
  "num_unmanaged_redirects",
  "num_valid_http_requests",
  "orc_latency",
];

async function linesOf({ ask }: StartedRouter): Promise<string[]> {
  return (await ask("rest", "/m1/v1/metrics")).body.split("\n");
}

/** A connection to a TLS port that does not speak TLS; over when the server has ended it. */
async function failHandshake(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  await new Promise<void>((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write("GET / HTTP/1.0\r\n\r\n"));
    socket.on("error", () => undefined).on("close", () => resolve());
    socket.resume();
  });
}

describe("the metrics of a router", () => {
  test("have every documented name", async () => {
    const page = (await linesOf(await aStartedRouter())).filter((line) =>
      line.startsWith("# TYPE"),
    );
    const names = page.map((line) => line.split(" ")[2]);
    expect(DOCUMENTED.filter((name) => !names.includes(name))).toEqual([]);
  });

  test("count clients by host and time their replies", async () => {
    const started = await aStartedRouter();
    await started.ask("rest", "/v1/config", json(OVERLOAD_DOCUMENT));
    await started.locationOf("/a");
    await started.locationOf("/b");
    const lines = await linesOf(started);
    expect(lines).toEqual(
      expect.arrayContaining([
        'num_endpoint_requests{endpoint="offload_host",selector="initial"} 2',
        'num_endpoint_requests{endpoint="default_host",selector="initial"} 0',
        'num_requests{account="default",selector="initial"} 2',
        'num_sessions{state="active",type="initial"} 0',
        'orc_latency_count{orc_status_code="302",tls="false"} 2',
        'orc_latency_bucket{orc_status_code="302",tls="false",le="+Inf"} 2',
      ]),
    );
  });

  test("tell the health of hosts and the age of their metrics", async () => {
    const started = await aStartedRouter();
    const [group] = OVERLOAD_DOCUMENT.hostGroups;
    const hosts = [
      { name: "fit", hostname: "cache-1", healthChecks: ["cpu_load_ok()"] },
      { name: "silent", hostname: "cache-2", healthChecks: ["cpu_load_ok()"] },
      { name: "closed", hostname: "cache-3", healthChecks: ["never()"] },
      { name: "unchecked", hostname: "cache-4" },
      { name: "by_request", hostname: "cache-5", healthChecks: ["request.path == '/x'"] },
    ];
    const settings = { health: { panicThreshold: 1 } };
    const document = { hostGroups: [{ ...group, hosts }], settings };
    expect((await started.ask("rest", "/v1/config", json(document))).status).toBe(204);
    await started.ask("rest", "/v2/timestamped_selection_input", json(metrics(0.5)));
    const lines = await linesOf(started);
    expect(lines.filter((line) => line.startsWith("router_host_healthy{"))).toEqual([
      'router_host_healthy{host="fit"} 1',
      'router_host_healthy{host="silent"} 0',
      'router_host_healthy{host="closed"} 0',
      'router_host_healthy{host="unchecked"} 1',
      ...lines.filter((line) => line.startsWith('router_host_healthy{host="by_request"}')),
    ]);
    const ages = lines.filter((line) => line.startsWith("router_selection_input_age_seconds{"));
    expect(ages).toEqual([expect.stringMatching(/^\S+\{key="cache-1"\} \d/)]);
  });

  test("count refused keys, TLS that fails, and what the log says", async () => {
    const started = await aStartedRouter();
    const before = await linesOf(started);
    expect(before).toContain('router_api_key_refusals_total{how="unauthenticated"} 0');
    const headers = { "X-API-Key": "wrong".repeat(8) };
    await started.ask("rest", "/v1/config", { headers });
    const posted = { ...json(metrics(1)), headers };
    await started.ask("rest", "/v2/timestamped_selection_input", posted);
    await failHandshake(started.router.url.rest ?? "");
    const after = await linesOf(started);
    expect(after).toContain('router_api_key_refusals_total{how="unauthenticated"} 2');
    expect(after).toContain("num_ssl_errors_total 1");
    const warnings = started.log.events.filter(({ level }) => level === "warning").length;
    expect(warnings).toBeGreaterThan(0);
    expect(after).toContain(`num_log_warnings_total ${warnings}`);
  });
});
