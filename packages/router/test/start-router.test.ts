import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "@jest/globals";
import { aStartedRouter, type StartedRouter } from "./support/a-started-router.js";
import { metrics, OVERLOAD_DOCUMENT } from "./support/documents.js";
import { cleanUpAfterEach, scratchDirectory } from "./support/scratch.js";

cleanUpAfterEach();

const json = (value: unknown) => ({ method: "PUT", body: JSON.stringify(value) });

async function configured(): Promise<StartedRouter> {
  const started = await aStartedRouter();
  const applied = await started.ask("rest", "/v1/config", json(OVERLOAD_DOCUMENT));
  expect(applied.status).toBe(204);
  return started;
}

describe("a router", () => {
  test("takes a configuration and metrics over HTTPS with its key, and redirects by them", async () => {
    const { ask, locationOf } = await configured();
    expect(await locationOf("/a.m3u8")).toBe("http://offload.example.net/a.m3u8");
    const posted = { ...json(metrics(0.53)), method: "POST" };
    expect((await ask("rest", "/v2/timestamped_selection_input", posted)).status).toBe(204);
    expect(await locationOf("/a.m3u8")).toBe("http://cache-1/a.m3u8");
    await ask("rest", "/v1/timestamped_selection_input", json(metrics(1.9)));
    expect(await locationOf("/a.m3u8")).toBe("http://offload.example.net/a.m3u8");
  });

  test("takes the same metrics from an agent, gzipped line protocol, and shows them to Prometheus", async () => {
    const { ask, locationOf } = await configured();
    const line = "system,host=cache-1 load1=0.7,load5=0.53,load15=0.4,n_cpus=2i\n";
    const written = await ask("ingest", "/write?db=telegraf", {
      method: "POST",
      headers: { "Content-Encoding": "gzip" },
      body: gzipSync(line),
    });
    expect(written.status).toBe(204);
    expect(await locationOf("/x")).toBe("http://cache-1/x");
    const page = await ask("exposition", "/metrics");
    expect(page.body).toMatch(/^system_load5\{host="cache-1"\} 0\.53/m);
  });

  test("opens the REST API to nobody without the key, and the metrics to everybody", async () => {
    const { ask } = await aStartedRouter();
    const headers = { "X-API-Key": "wrong".repeat(8) };
    expect((await ask("rest", "/v1/config", { headers })).status).toBe(401);
    const posted = { method: "POST", body: JSON.stringify(metrics(1)), headers };
    expect((await ask("rest", "/v2/timestamped_selection_input", posted)).status).toBe(401);
    const page = await ask("rest", "/m1/v1/metrics", { headers });
    expect(page.status).toBe(200);
    for (const name of [
      "client_response_status",
      "lua_num_errors",
      "lua_num_evaluators",
      "num_unhandled_requests",
      "num_valid_http_requests",
      "router_ingest_lines_total",
      "router_selection_input_items",
    ]) {
      expect(page.body).toMatch(new RegExp(`^# TYPE ${name} `, "m"));
    }
  });

  test("explains a decision: the way, the condition, what it read", async () => {
    const { ask } = await configured();
    await ask("rest", "/v2/timestamped_selection_input", json(metrics(1.9)));
    const asked = {
      method: "POST",
      body: JSON.stringify({ url: "http://tv.example/a.m3u8", client_ip: "192.0.2.7" }),
    };
    const reply = await ask("rest", "/v1/explain", asked);
    expect(JSON.parse(reply.body)).toMatchObject({
      decision: "host",
      host: "offload_host",
      location: "http://offload.example.net/a.m3u8",
      steps: [
        { node: "dont_overload_cache", outcome: "chosen" },
        {
          host: "default_host",
          outcome: "closed",
          weight: 0,
          gate: {
            condition: "cpu_load_ok()",
            reads: [
              { path: "cache-1.hardware_metrics.cpu_load5", value: 1.9 },
              { path: "cache-1.hardware_metrics.n_cpus", value: 2 },
            ],
          },
        },
        { host: "offload_host", outcome: "chosen" },
      ],
    });
  });

  test("keeps configuration, Lua files and subnets over a restart, its metrics not", async () => {
    const folder = await scratchDirectory();
    const first = await aStartedRouter({ folder });
    const lua = { method: "PUT", body: "function mine() return in_subnet('office') end" };
    expect((await first.ask("rest", "/v1/lua/mine.lua", lua)).status).toBe(201);
    await first.ask("rest", "/v1/subnets", json({ "127.0.0.0/8": "office" }));
    const rules = [
      {
        name: "start",
        type: "split",
        condition: "mine()",
        onMatch: "default_host",
        onMiss: "offload_host",
      },
    ];
    const document = { ...OVERLOAD_DOCUMENT, entrypoint: "start", rules };
    expect((await first.ask("rest", "/v1/config", json(document))).status).toBe(204);
    expect(await first.locationOf("/x")).toBe("http://cache-1/x");
    await first.ask("rest", "/v2/timestamped_selection_input", json(metrics(1)));
    await first.router.close();
    const second = await aStartedRouter({ folder });
    expect(second.key).toBe(first.key);
    expect(await second.locationOf("/x")).toBe("http://cache-1/x");
    expect(JSON.parse((await second.ask("rest", "/v2/timestamped_selection_input")).body)).toEqual(
      {},
    );
  });

  test("refuses a bad configuration whole: the old one goes on, and stays on disk", async () => {
    const { ask, locationOf, router, folder } = await configured();
    const bad = {
      ...OVERLOAD_DOCUMENT,
      rules: [
        {
          name: "dont_overload_cache",
          type: "allow",
          condition: "cpu_load_ok(",
          onMatch: "default_host",
        },
      ],
    };
    const reply = await ask("rest", "/v1/config", json(bad));
    expect(reply.status).toBe(400);
    expect(reply.body).toMatch(/cpu_load_ok\(/);
    expect(await locationOf("/x")).toBe("http://offload.example.net/x");
    await writeFile(join(folder, "routing.json"), "{ broken");
    await expect(router.reload()).rejects.toThrow(/routing\.json: not JSON/);
    expect(await locationOf("/x")).toBe("http://offload.example.net/x");
  });

  test("shows the low-level tree and takes it back", async () => {
    const { ask, locationOf } = await configured();
    const shown = await ask("rest", "/v2/configuration");
    const document = JSON.parse(shown.body) as {
      routing: { members: { weight_function: string }[] };
    };
    expect(document.routing.members.map((member) => member.weight_function)).toEqual([
      "return cpu_load_ok()",
      "return 1",
    ]);
    document.routing.members.reverse();
    expect((await ask("rest", "/v2/configuration", json(document))).status).toBe(204);
    await ask("rest", "/v2/timestamped_selection_input", json(metrics(0.1)));
    expect(await locationOf("/x")).toBe("http://offload.example.net/x");
  });
});

describe("while clients are served", () => {
  /** Asks on and on until `done`; resolves with every status seen. */
  async function load({ ask }: StartedRouter, done: () => boolean): Promise<number[]> {
    const statuses: number[] = [];
    while (!done()) {
      const replies = await Promise.all([1, 2, 3, 4].map((n) => ask("content", `/c${n}`)));
      statuses.push(...replies.map(({ status }) => status));
    }
    return statuses;
  }

  test("forty configurations, half of them bad, cost no request", async () => {
    const started = await configured();
    let isDone = false;
    const served = load(started, () => isDone);
    const codes: number[] = [];
    for (let change = 0; change < 40; change++) {
      const rule = {
        name: "start",
        type: "allow",
        onMatch: change % 2 === 0 ? "default_host" : "nobody",
      };
      const document = { ...OVERLOAD_DOCUMENT, entrypoint: "start", rules: [rule] };
      codes.push((await started.ask("rest", "/v1/config", json(document))).status);
    }
    isDone = true;
    expect(codes).toEqual(
      Array.from({ length: 40 }, (_, change) => (change % 2 === 0 ? 204 : 400)),
    );
    const statuses = await served;
    expect(statuses.length).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([302]));
  });

  test("Lua bombs are ended one after the other, and nobody is refused", async () => {
    const started = await aStartedRouter();
    const bombs = [
      "(function() while true do pcall(function() while true do end end) end end)()",
      "string.find(string.rep('a', 600), string.rep('a?', 600) .. string.rep('a', 600)) ~= nil",
      "(function() local t = {} for i = 1, 1e9 do t[i] = string.rep('x', 1000) .. i end return 1 end)()",
      "#string.rep('x', 1e9) > 0",
      "(function() local function f() return f() + 1 end return f() end)()",
    ];
    const targets = bombs.map((condition) => ({
      onMatch: "default_host",
      condition: `${condition} and request.path == '/c1'`,
    }));
    const rules = [
      {
        name: "bombs",
        type: "firstMatch",
        targets: [...targets, { onMatch: "offload_host", condition: "always()" }],
      },
    ];
    const document = { ...OVERLOAD_DOCUMENT, entrypoint: "bombs", rules };
    expect((await started.ask("rest", "/v1/config", json(document))).status).toBe(204);
    let rounds = 0;
    const statuses = await load(started, () => rounds++ >= 10);
    expect(new Set(statuses)).toEqual(new Set([302]));
    const page = await started.ask("rest", "/m1/v1/metrics");
    expect(Number(/^lua_num_errors (\d+)/m.exec(page.body)?.[1])).toBeGreaterThan(0);
    expect(await started.locationOf("/c1")).toBe("http://offload.example.net/c1");
  });
});
