import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Child } from "./support/child.js";
import { CleanUps } from "./support/clean-up.js";
import { startProgram, type Program } from "./support/program.js";
import { scratchDirectory } from "./support/scratch-directory.js";
import type { SdkOrder } from "./support/sdk-process.js";
import { WireClient } from "./support/wire-client.mjs";

const LIMIT_MS = 60_000;
const NAMESPACE = "together";
const FROM_SOURCE = ["--conditions=source", "--import", "tsx"];
const SDK_SCRIPT = fileURLToPath(new URL("./support/sdk-process.ts", import.meta.url));
const CACHECTL = "packages/cachectl/src/main.ts";

const cleanUps = new CleanUps();
let program: Program;

beforeAll(async () => {
  program = await startProgram({ settings: ["min_lock_lease=500ms", "max_lock_lease=2s"] });
}, LIMIT_MS);

afterAll(() => program.kill());

const place = (): Record<string, string> => ({
  OPSVIEW_CACHE_MANAGER_HOST: "127.0.0.1",
  OPSVIEW_CACHE_MANAGER_PORT: String(program.port),
  OPSVIEW_CACHE_MANAGER_NAMESPACE: NAMESPACE,
});

/** The key as every helper sends it. */
const onTheWire = (key: string): string => createHash("sha256").update(key).digest("hex");

function sdkPlugin(order: SdkOrder): Child {
  return cleanUps.owns(new Child([...FROM_SOURCE, SDK_SCRIPT, JSON.stringify(order)], place()));
}

function cachectl(...args: string[]): Child {
  return cleanUps.owns(new Child([...FROM_SOURCE, CACHECTL, ...args], place()));
}

function aWireClient(): WireClient {
  return cleanUps.owns(new WireClient({ port: program.port, namespace: NAMESPACE }));
}

async function linesOf(file: string): Promise<string[]> {
  return (await readFile(file, "utf8")).trim().split("\n");
}

test(
  "a plugin with our SDK keeps its lock by renewal while its fetch takes longer than any lease",
  async () => {
    const fetchLog = join(await scratchDirectory(cleanUps), "fetches");
    const order = { options: { key: "slow", renew: true }, fetchMs: 3000, fetchLog };
    const plugins = [sdkPlugin(order), sdkPlugin(order)];
    await program.traced("lock", onTheWire("slow"));
    const original = aWireClient().getData(onTheWire("slow"), 30);

    const values = await Promise.all(plugins.map(({ stdout }) => stdout.startingWith("value")));

    expect(values).toEqual(values.map(() => 'value {"from":"sdk","text":"é 😀"}'));
    expect(await linesOf(fetchLog)).toHaveLength(1);
    const { data } = await original;
    expect(JSON.parse(String(data))).toEqual({ from: "sdk", text: "é 😀" });
  },
  LIMIT_MS,
);

test(
  "when a plugin with our SDK is killed at its fetch, the next one fetches",
  async () => {
    const fetchLog = join(await scratchDirectory(cleanUps), "fetches");
    const holder = sdkPlugin({ options: { key: "killed" }, fetchMs: 600_000, fetchLog });
    await holder.stdout.startingWith("fetching");
    const next = sdkPlugin({ options: { key: "killed" }, fetchMs: 0, fetchLog });
    await program.traced("waiting", onTheWire("killed"));

    await holder.kill();

    expect(await next.stdout.startingWith("value")).toContain('"from":"sdk"');
    expect(await linesOf(fetchLog)).toEqual([String(holder.pid), String(next.pid)]);
  },
  LIMIT_MS,
);

test(
  "a command that several run through cachectl at once is run once, and all show its output and exit code",
  async () => {
    const log = join(await scratchDirectory(cleanUps), "runs");
    const command = [
      "sh",
      "-c",
      `echo run >> ${log}; sleep 0.5; echo 'QUEUES WARNING | n=5'; exit 1`,
    ];
    const checks = [1, 2, 3].map(() =>
      cachectl("run", "--ttl", "60", "--cache-exit", "0,1", "--", ...command),
    );

    const endings = await Promise.all(checks.map(({ exited }) => exited));

    expect(endings).toEqual(endings.map(() => ({ code: 1, signal: null })));
    for (const { stdout } of checks) expect(stdout.all).toEqual(["QUEUES WARNING | n=5"]);
    expect(await linesOf(log)).toEqual(["run"]);
  },
  LIMIT_MS,
);

test(
  "what one client stores the others read: original, SDK and cachectl",
  async () => {
    const fetchLog = join(await scratchDirectory(cleanUps), "fetches");
    await aWireClient().setData(onTheWire("shared"), '{"z": "\\u00e9"}', 300);

    const sdk = sdkPlugin({ options: { key: "shared" }, fetchMs: 0, fetchLog });
    const tool = cachectl("get", "--hash-key", "shared");

    expect(await sdk.stdout.startingWith("value")).toBe('value {"z":"é"}');
    expect(await tool.exited).toEqual({ code: 0, signal: null });
    expect(tool.stdout.all).toEqual(['{"z": "\\u00e9"}']);
  },
  LIMIT_MS,
);
