import { expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { checkNames, createRegistry } from "@signalbox/telemetry";
import { ingestExposition, ingestMetrics } from "../../src/ingest/ingest-metrics.js";
import { cleanUpAfterEach } from "../support/scratch.js";
import { anIngest, send, serveIngest, servePage } from "./ingest-fixture.js";
import { SEED_LINES } from "./seed-samples.js";

cleanUpAfterEach();

const scrape = async (url: string) => {
  const { status, headers, body } = await send(`${url}/metrics`, { method: "GET" });
  expect(status).toBe(200);
  expect(headers["content-type"]).toMatch(/^text\/plain; version=0\.0\.4/);
  return body.split("\n").filter((line) => !line.startsWith("#"));
};

test("the page shows the caches under Telegraf's names, and what became of what they sent", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest, { credentials: { username: "", token: "a-token" } });
  const page = await servePage(ingestExposition(ingest.source, systemClock));
  const headers = { Authorization: "Token a-token" };
  await send(`${url}/write`, { headers, body: SEED_LINES });
  await send(`${url}/telegraf`, { headers, body: '[{"fields":{"a":1},"name":"nginx","tags":{}}]' });
  await send(`${url}/write`, { body: SEED_LINES });
  const before = await scrape(page);
  expect(before).toEqual(
    expect.arrayContaining([
      'system_load5{host="cache-1"} 0.53',
      'net_bytes_sent{host="cache-1",interface="eth0"} 10127106702',
      'ethtool_interface_up{driver="virtio_net",host="cache-1",interface="eth0"} 1',
      'cdn_agent_last_sample_age_seconds{host="cache-1"} 0',
      'cdn_ingest_requests_total{protocol="v1",code="204"} 1',
      'cdn_ingest_requests_total{protocol="v1",code="401"} 1',
      'cdn_ingest_requests_total{protocol="json",code="200"} 1',
      'cdn_ingest_lines_total{result="unknown"} 1',
      "cdn_ingest_auth_failures_total 1",
      "cdn_selection_input_hosts 1",
      "cdn_selection_input_expired_total 0",
    ]),
  );
  ingest.clock.advance(60_000);
  ingest.input.sweep();
  const after = await scrape(page);
  expect(after.filter((line) => line.startsWith("system_"))).toEqual([]);
  expect(after).toContain('cdn_agent_last_sample_age_seconds{host="cache-1"} 60');
  expect(after).toContain("cdn_selection_input_hosts 0");
  expect(after.some((line) => /^cdn_selection_input_expired_total [1-9]/.test(line))).toBe(true);
});

test("the router's own registry has the same counts under well-formed names", async () => {
  const ingest = anIngest();
  const registry = createRegistry({ service: "router", version: "0", defaultMetrics: false });
  ingestMetrics(registry, ingest.source);
  const url = await serveIngest(ingest);
  await send(`${url}/api/v2/write`, { body: SEED_LINES + "mem used=\n" });
  const text = await registry.metrics();
  expect(checkNames(registry)).toEqual([]);
  expect(text).toContain('router_ingest_requests_total{protocol="v2",code="400"} 1');
  expect(text).toContain('router_ingest_lines_total{result="bad"} 1');
  expect(text).toContain("router_ingest_auth_failures_total 0");
  expect(text).toContain("router_ingest_refused_hosts_total 0");
  expect(text).toContain("router_ingest_hosts 1");
  expect(await registry.metrics()).toBe(text);
});
