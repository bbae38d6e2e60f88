import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { CleanUps } from "./support/clean-up.js";
import { RouterProgram } from "./support/router-program.js";
import { scratchDirectory } from "./support/scratch-directory.js";

/** A program starts from source in a few seconds, on a machine that may be busy. */
const LIMIT_MS = 60_000;
const ROUTING = {
  entrypoint: "idle_first",
  rules: [
    {
      name: "idle_first",
      type: "firstMatch",
      targets: [
        { onMatch: "edge_1", condition: "cpu_load_ok()" },
        { onMatch: "offload", condition: "always()" },
      ],
    },
  ],
  hostGroups: [
    {
      name: "edge",
      type: "host",
      hosts: [
        { name: "edge_1", hostname: "cache-1" },
        { name: "offload", hostname: "offload.example.net" },
      ],
    },
  ],
};
const METRICS = { "cache-1": { hardware_metrics: { cpu_load5: 0.5, n_cpus: 2 } } };
const IDLE = "http://cache-1/film";
const OFFLOAD = "http://offload.example.net/film";

const cleanUps = new CleanUps();

async function aRouter(
  folder: string,
  settings?: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<RouterProgram> {
  const program = cleanUps.owns(new RouterProgram(folder, settings, env));
  await program.ready();
  return program;
}

const put = (value: unknown) => ({ method: "PUT", body: JSON.stringify(value) });
const postMetrics = { method: "POST", body: JSON.stringify(METRICS) };

async function configured(folder: string): Promise<RouterProgram> {
  const program = await aRouter(folder);
  expect((await program.rest("/v1/config", put(ROUTING))).status).toBe(204);
  const posted = await program.rest("/v2/timestamped_selection_input", postMetrics);
  expect(posted.status).toBe(204);
  expect((await program.content("/film")).location).toBe(IDLE);
  return program;
}

test(
  "a router that was killed is back with its configuration and its key, and without the metrics",
  async () => {
    const folder = await scratchDirectory(cleanUps);
    const killed = await configured(folder);
    const key = await killed.apiKey();
    await killed.kill();

    const again = await aRouter(folder);
    expect(await again.apiKey()).toBe(key);
    expect((await again.content("/film")).location).toBe(OFFLOAD);
    await again.rest("/v2/timestamped_selection_input", postMetrics);
    expect((await again.content("/film")).location).toBe(IDLE);
  },
  LIMIT_MS,
);

test(
  "SIGTERM ends it with 0, and its one line on stdout names every listener",
  async () => {
    const program = await configured(await scratchDirectory(cleanUps));
    program.signal("SIGTERM");
    expect(await program.exited).toEqual({ code: 0, signal: null });
    expect(program.stdout.all).toHaveLength(1);
    const url = (scheme: string) => `${scheme}://127\\.0\\.0\\.1:\\d+`;
    const urls = ["http", "https", "http", "http"].map(url).join(" ");
    expect(program.stdout.text).toMatch(new RegExp(`^ready router ${urls}$`));
  },
  LIMIT_MS,
);

test(
  "SIGHUP takes a routing file that is right, and leaves everything as it is for one that is not",
  async () => {
    const folder = await scratchDirectory(cleanUps);
    const file = join(folder, "routing.json");
    await writeFile(file, JSON.stringify(ROUTING));
    const program = await aRouter(folder, [`routing_file=${file}`]);
    expect((await program.content("/film")).location).toBe(OFFLOAD);

    await writeFile(file, JSON.stringify({ ...ROUTING, entrypoint: "nowhere" }));
    program.signal("SIGHUP");
    const [refused = ""] = await program.stderr.matching((line) => line.includes("nowhere"));
    expect(refused).toMatch(/entrypoint/);
    expect((await program.content("/film")).location).toBe(OFFLOAD);

    const moved = JSON.stringify(ROUTING).replace("offload.example.net", "other.example.net");
    await writeFile(file, moved);
    program.signal("SIGHUP");
    await program.stderr.matching((line) => /reloaded/i.test(line));
    expect((await program.content("/film")).location).toBe("http://other.example.net/film");
  },
  LIMIT_MS,
);

test(
  "neither the API key nor an agent's token appears in what it writes, even when they are refused",
  async () => {
    const folder = await scratchDirectory(cleanUps);
    const token = "a-token-of-agents";
    const env = { SIGNALBOX_ROUTER__METRICS_INGEST_SERVER__TOKEN: token };
    const program = await aRouter(folder, [], env);
    const line = { method: "POST", body: "system,host=cache-1 load5=0.5,n_cpus=2i\n" };
    const authorized = { ...line, headers: { Authorization: `Token ${token}` } };
    const refused = { ...line, headers: { Authorization: `Token ${token}x` } };
    expect((await program.ingest("/api/v2/write?bucket=b", authorized)).status).toBe(204);
    expect((await program.ingest("/api/v2/write?bucket=b", refused)).status).toBe(401);
    const key = await program.apiKey();
    const headers = { "X-API-Key": `${key}x` };
    expect((await program.rest("/v1/config", { headers })).status).toBe(401);
    program.signal("SIGTERM");
    await program.exited;
    const written = `${program.stdout.text}\n${program.stderr.text}`;
    expect(written).not.toContain(token);
    expect(written).not.toContain(key);
    const { mode } = await stat(join(folder, "rest-api-key.json"));
    expect(mode & 0o777).toBe(0o600);
  },
  LIMIT_MS,
);
