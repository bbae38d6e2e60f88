import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { changedSettings, loadConfig } from "@signalbox/config";
import { mmdbFile } from "@signalbox/routing/testing";
import { LIVE_SETTINGS } from "../src/config/live-settings.js";
import { routerSchema, type RouterFile } from "../src/config/service-schema.js";
import { aStartedRouter } from "./support/a-started-router.js";
import { OVERLOAD_DOCUMENT } from "./support/documents.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const json = (value: unknown) => ({ method: "PUT", body: JSON.stringify(value) });

const ROUTING_YAML = `# who goes where
entrypoint: dont_overload_cache
rules:
  - name: dont_overload_cache
    type: firstMatch
    targets:
      - { onMatch: default_host, condition: cpu_load_ok() }
      - { onMatch: offload_host, condition: always() }
hostGroups:
  - name: edge
    type: host
    hosts:
      - { name: default_host, hostname: cache-1 }
      - { name: offload_host, hostname: offload.example.net }
`;

async function settings(...sets: string[]): Promise<RouterFile> {
  const { value } = await loadConfig({ service: "router", schema: routerSchema, sets });
  return value;
}

describe("a routing file", () => {
  test("may be YAML; a reload reads it again and leaves it as it is", async () => {
    const folder = await scratchDirectory();
    const file = join(folder, "routing.yaml");
    await writeFile(file, ROUTING_YAML);
    const sets = [`routing_file=${file}`];
    const { router, log, ask, locationOf } = await aStartedRouter({ folder, sets });
    expect(await locationOf("/x")).toBe("http://offload.example.net/x");
    const changed = ROUTING_YAML.replace("offload.example.net", "other.example.net");
    await writeFile(file, changed);
    await router.reload();
    expect(await locationOf("/x")).toBe("http://other.example.net/x");
    expect(await readFile(file, "utf8")).toBe(changed);
    expect(log.names.filter((name) => name === "configuration_applied")).toHaveLength(1);
    await router.reload();
    expect(log.names.filter((name) => name === "configuration_applied")).toHaveLength(1);
    const page = await ask("rest", "/m1/v1/metrics");
    expect(page.body).toMatch(/^num_configuration_changes 1$/m);
  });

  test("of YAML that is replaced over REST can be read at the next start", async () => {
    const folder = await scratchDirectory();
    const sets = [`routing_file=${join(folder, "routing.yaml")}`];
    const first = await aStartedRouter({ folder, sets });
    expect((await first.ask("rest", "/v1/config", json(OVERLOAD_DOCUMENT))).status).toBe(204);
    await first.router.close();
    const second = await aStartedRouter({ folder, sets });
    expect(await second.locationOf("/x")).toBe("http://offload.example.net/x");
  });

  test.each([
    ["rules: [", /routing\.yaml: line 1: /],
    ["a: &a [1]\n".repeat(2), /routing\.yaml: /],
    ["- 1", /routing\.yaml: /],
    [`rules: "${"x".repeat(2 ** 20)}"`, /routing\.yaml: .*limit is 1048576/],
  ])("that cannot be used is named, and the old one stays", async (text, message) => {
    const folder = await scratchDirectory();
    const file = join(folder, "routing.yaml");
    await writeFile(file, ROUTING_YAML);
    const { router, locationOf } = await aStartedRouter({ folder, sets: [`routing_file=${file}`] });
    await writeFile(file, text);
    await expect(router.reload()).rejects.toThrow(message);
    expect(await locationOf("/x")).toBe("http://offload.example.net/x");
  });
});

test("a reload opens the databases again, also under another name", async () => {
  const folder = await scratchDirectory();
  const file = join(folder, "city.mmdb");
  const local = (country: string) =>
    mmdbFile({
      ipVersion: 6,
      recordSize: 28,
      networks: { "127.0.0.0/8": { country: { iso_code: country, names: { en: country } } } },
    });
  await writeFile(file, local("SE"));
  const started = await aStartedRouter({ folder, sets: [`geoip.city_database=${file}`] });
  const { router, ask, locationOf } = started;
  const rule = {
    name: "start",
    type: "split",
    condition: "in_session_group('swedes')",
    onMatch: "default_host",
    onMiss: "offload_host",
  };
  const document = {
    ...OVERLOAD_DOCUMENT,
    entrypoint: "start",
    rules: [rule],
    classifiers: [{ name: "sweden", type: "geoip", country: "se" }],
    sessionGroups: [{ name: "swedes", classifiers: ["sweden"] }],
  };
  expect((await ask("rest", "/v1/config", json(document))).status).toBe(204);
  expect(await locationOf("/x")).toBe("http://cache-1/x");
  await writeFile(file, local("NO"));
  expect(await locationOf("/x")).toBe("http://cache-1/x");
  await router.reload();
  expect(await locationOf("/x")).toBe("http://offload.example.net/x");
  const other = join(folder, "other.mmdb");
  await writeFile(other, local("SE"));
  await router.reload(await settings(`geoip.city_database=${other}`));
  expect(await locationOf("/x")).toBe("http://cache-1/x");
  await expect(router.reload(await settings(`geoip.city_database=${folder}`))).rejects.toThrow(
    /cannot be read/,
  );
  expect(await locationOf("/x")).toBe("http://cache-1/x");
});

test("settings that need a restart are named, without their values", async () => {
  const before = await settings("lua.outgoing_hosts=[a]");
  const after = await settings(
    "lua.outgoing_hosts=[a, b]",
    "content_server.http_port=1",
    "security_token_secret=hush",
    "log.level=debug",
    "log.format=json",
    "geoip.asn_database=x",
  );
  expect(changedSettings(before, after, LIVE_SETTINGS)).toEqual([
    "content_server.http_port",
    "log.format",
    "lua.outgoing_hosts",
    "security_token_secret",
  ]);
  expect(changedSettings(before, before, LIVE_SETTINGS)).toEqual([]);
});
