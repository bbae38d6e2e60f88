// Runs the benchmarks and prints their tables; `npm run bench -- --help` tells how.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readArguments, USAGE, type Arguments } from "./arguments.js";
import { benchmarks } from "./benchmarks.js";
import { createContext, stopAll, type Running } from "./framework/context.js";
import { readMachine } from "./framework/machine.js";
import { findInstalled } from "./peers/installed.js";
import { fullName } from "./report/columns.js";
import { environmentLines } from "./report/environment.js";
import type { Outcome } from "./report/outcome.js";
import { benchmarksPage } from "./report/page.js";
import { reasonFor } from "./report/reasons.js";
import { textTable } from "./report/table.js";
import { isMissed, verdict } from "./report/verdict.js";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const PAGE = fileURLToPath(new URL("../docs/reference/benchmarks.md", import.meta.url));
const EXIT_USAGE = 2;
const EXIT_INTERRUPTED = 130;
const ISO_DATE_CHARS = 10;

async function main(): Promise<void> {
  const args = parsedArguments();
  if (!args) return;
  const machine = readMachine();
  build();
  const installed = findInstalled({
    plugnpyPython: process.env["SIGNALBOX_BENCH_PLUGNPY_PYTHON"],
    telegraf: process.env["SIGNALBOX_BENCH_TELEGRAF"],
  });
  const environment = environmentLines(machine, installed);
  print(environment.join("\n"));
  const outcomes = await runAll(args, machine, installed);
  summarize(outcomes);
  if (!args.isWriting) return;
  const date = new Date().toISOString().slice(0, ISO_DATE_CHARS);
  const names = benchmarks.map(({ name }) => name);
  const previous = readFileSync(PAGE, "utf8");
  writeFileSync(PAGE, await benchmarksPage({ outcomes, names, environment, date, previous }));
}

async function runAll(
  args: Arguments,
  machine: ReturnType<typeof readMachine>,
  installed: ReturnType<typeof findInstalled>,
): Promise<Outcome[]> {
  const running: Running = new Set();
  const interrupt = (): void => void stopAll(running).then(() => process.exit(EXIT_INTERRUPTED));
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const progress = (text: string): void => void process.stderr.write(`  ... ${text}\n`);
  const context = createContext({ machine, installed, isQuick: args.isQuick, running, progress });
  const outcomes: Outcome[] = [];
  for (const benchmark of benchmarks.filter(({ name }) => isChosen(name, args.filters))) {
    print(`\n${benchmark.name}: ${benchmark.question}`);
    const rows = await benchmark.run(context);
    print(textTable(rows));
    outcomes.push({ benchmark, rows });
  }
  return outcomes;
}

function summarize(outcomes: readonly Outcome[]): void {
  const rows = outcomes.flatMap((outcome) => outcome.rows).filter((row) => row.bar);
  const met = rows.filter((row) => verdict(row) === "met").length;
  print(`\n${met} of ${rows.length} bars met`);
  for (const row of rows.filter(isMissed)) {
    print(`  ${fullName(row)}: ${verdict(row)}; ${reasonFor(row.id)}`);
  }
}

function isChosen(name: string, filters: readonly string[]): boolean {
  return filters.length === 0 || filters.some((filter) => name.includes(filter));
}

/** The built program is measured, so it is built first. */
function build(): void {
  const { status } = spawnSync("npm", ["run", "build"], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) throw new Error("npm run build failed");
}

function parsedArguments(): Arguments | undefined {
  try {
    const args = readArguments(process.argv.slice(2));
    if (!args.isHelp) return args;
    print(USAGE);
  } catch (error) {
    print(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = EXIT_USAGE;
  }
  return undefined;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
