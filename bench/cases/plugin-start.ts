import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { inTurn } from "../framework/rounds.js";
import { median, quantile } from "../framework/statistics.js";
import { keyOf } from "../load/fill.js";
import { post } from "../load/http-protocol.js";
import { LoadProcess } from "../load/load-process.js";
import { LOAD_CORE, pinned, type Command } from "../peers/pinned.js";
import { canPin, startSignalbox } from "../peers/servers.js";
import { numberText } from "../report/columns.js";
import { notInstalled } from "./missing-peers.js";

const PAIRS = 15;
const QUICK_PAIRS = 5;
const LIMIT = 0.8;
const VALUE = "a value of the cache";
const KEY = keyOf(0);
const SYSTEM_PYTHON = "/usr/bin/python3";

interface Program {
  readonly name: string;
  readonly command: Command;
  /** What it prints. */
  readonly output: string;
}

export const pluginStart: Benchmark = {
  name: "plugin-start",
  question: "How long does a whole plugin take, from its start to its end?",
  method:
    "Wall time of a process that asks for one key that is there and prints the value, started one after the other in turn, 15 rounds. The ratio is the median of the rounds' ratios. plugnpy runs in a Python environment that has it.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const load = new LoadProcess(context, cleanup);
  const server = await startSignalbox(context, cleanup);
  const set = { namespace: "bench", key: KEY, data: VALUE, ttl: 86_400 };
  const request = post("/set_data", set).toString();
  await load.run({ kind: "ask", protocol: "http", port: server.port, request });
  const ours = plugin("plugin on the SDK", process.execPath, "get.mjs", server.port);
  const plugnpy = plugnpyProgram(context, server.port);
  const programs = [ours, plugnpy, ...others(context, server.port)].filter((one) => !!one);
  await inTurn(programs, 1, (program) => wallMs(context, program));
  const walls = await inTurn(programs, context.size(PAIRS, QUICK_PAIRS), (program) =>
    wallMs(context, program),
  );
  return rowsOf(walls, ours, plugnpy);
}

function others(context: BenchContext, port: number): Program[] {
  const bareNode = { command: process.execPath, args: ["-e", "0"] };
  const node = { name: "node -e 0", command: bareNode, output: "" };
  if (context.installed.python === undefined) return [node];
  return [
    node,
    plugin("plugin on Python's http.client", SYSTEM_PYTHON, "get_http_client.py", port),
    { name: "python3 -c 0", command: { command: SYSTEM_PYTHON, args: ["-c", "0"] }, output: "" },
  ];
}

function plugnpyProgram(context: BenchContext, port: number): Program | undefined {
  const { plugnpy } = context.installed;
  return plugnpy && plugin("plugin on plugnpy", plugnpy.command, "get_plugnpy.py", port);
}

function plugin(name: string, interpreter: string, file: string, port: number): Program {
  const path = fileURLToPath(new URL(`../plugins/${file}`, import.meta.url));
  const args = [path, "127.0.0.1", String(port), "bench", KEY];
  return { name, command: { command: interpreter, args }, output: VALUE };
}

async function wallMs(context: BenchContext, program: Program): Promise<number> {
  const { command, args } = pinned(LOAD_CORE, canPin(context), program.command);
  const startedMs = performance.now();
  const child = spawn(command, [...args], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
  await once(child, "close");
  const elapsedMs = performance.now() - startedMs;
  if (child.exitCode !== 0 || output.trim() !== program.output) {
    throw new Error(`${program.name} ended with ${child.exitCode}: ${output}`);
  }
  return elapsedMs;
}

function rowsOf(
  walls: ReadonlyMap<Program, readonly number[]>,
  ours: Program,
  plugnpy: Program | undefined,
): Row[] {
  const oursMs = walls.get(ours) ?? [];
  const missing = notInstalled("plugin.plugnpy", "plugin on the SDK / plugin on plugnpy");
  const barred: Row[] = plugnpy
    ? [ratioRow(oursMs, plugnpy.name, walls.get(plugnpy) ?? [])]
    : [{ ...missing, bar: { limit: LIMIT, of: "ratio" }, note: "plugnpy is not installed" }];
  const named = [...walls].map(([program, ms]): Row => ({
    id: `plugin.wall.${program.name.replaceAll(" ", "-")}`,
    name: program.name,
    value: median(ms),
    unit: "ms",
    note: `${numberText(Math.min(...ms))} to ${numberText(Math.max(...ms))} ms`,
  }));
  return [...barred, ...named];
}

function ratioRow(oursMs: readonly number[], name: string, theirsMs: readonly number[]): Row {
  const ratios = oursMs.map((ms, round) => ms / (theirsMs[round] ?? NaN));
  return {
    id: "plugin.plugnpy",
    name: "plugin on the SDK",
    value: median(oursMs),
    unit: "ms",
    ratio: median(ratios),
    against: name,
    bar: { limit: LIMIT, of: "ratio" },
    note: `quartiles of the ratio ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)}`,
  };
}
