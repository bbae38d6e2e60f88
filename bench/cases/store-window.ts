import { join } from "node:path";
import type { Bar, BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { startPostgres } from "../peers/postgres.js";
import { scratchFolder } from "../peers/scratch.js";
import { numberText } from "../report/columns.js";
import { runWorker } from "../workers/run-worker.js";
import type { InsertOptions } from "../workers/store-insert.js";
import type { WindowFigures, WindowKind, WindowResult } from "../workers/store-window.js";
import type { WindowSource } from "../workers/window-readers.js";
import { notInstalled } from "./missing-peers.js";

const SMALL = 1_000_000;
const QUICK_SMALL = 500_000;
const LARGE = 10_000_000;
const QUICK_LARGE = 1_000_000;
const AGAINST: Bar = { limit: 0.5, of: "ratio" };
const GROWTH: Bar = { limit: 1.2, of: "ratio" };
const SIZES = ["1m", "10m"] as const;
const KINDS: readonly (readonly [WindowKind, string])[] = [
  ["any-hour", "an hour of two nodes"],
  ["newest-hour", "the newest hour of two nodes"],
  ["downsample", "8 hours in steps of 5 minutes"],
];

type Size = (typeof SIZES)[number];

export const storeWindow: Benchmark = {
  name: "store-window",
  question: "How long does a window take to read, against PostgreSQL?",
  method:
    "The data of store-insert, all in chunks, and one hour more that is not yet. One event of two nodes over an hour (120 points), somewhere or the newest; averages of one series. PostgreSQL by the bare driver on one connection: prepared statements by integer ids, rows as arrays, vacuumed and analysed; ours by the names of the series. One process asks the four stores in turn, one window at a time, on both cores, after 5000 of each kind; medians of the rounds. Bytes are those of the closed file, and of table and index.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const sources = await filledSources(context, cleanup);
  context.progress("windows");
  const [rounds, windows] = [context.size(9, 2), context.size(500, 100)];
  const options = JSON.stringify({ sources, rounds, windows });
  // The worker is ours and tells this.
  const result = (await runWorker(context, "store-window", [options])) as WindowResult;
  const points = new Map(sources.map(({ name, points: count }) => [name, count]));
  const pointsOf = (size: Size): number => points.get(`embedded ${size}`) ?? Number.NaN;
  const rows = SIZES.flatMap((size) => sizeRows(result, size, pointsOf(size)));
  const growth = growthRows(result, pointsOf("10m"));
  const hasPeer = sources.some(({ engine }) => engine === "copy");
  const missing = hasPeer ? [] : [notInstalled("store-window.postgres", "PostgreSQL")];
  return [...rows, ...growth, ...missing];
}

async function filledSources(context: BenchContext, cleanup: Cleanup): Promise<WindowSource[]> {
  const { postgres } = context.installed;
  const server = postgres && (await startPostgres(context, cleanup, postgres));
  const folder = scratchFolder(cleanup);
  const counts = [context.size(SMALL, QUICK_SMALL), context.size(LARGE, QUICK_LARGE)];
  const sources = SIZES.flatMap((size, at): WindowSource[] => {
    const shared = { points: counts[at] ?? 0, table: `w_${size}` };
    const file = join(folder, `${size}.db`);
    const ours = { name: `embedded ${size}`, engine: "embedded", where: file, ...shared } as const;
    if (!server) return [ours];
    return [ours, { name: `copy ${size}`, engine: "copy", where: server.url, ...shared }];
  });
  for (const source of sources) await fill(context, source);
  return sources;
}

async function fill(context: BenchContext, { name, ...source }: WindowSource): Promise<void> {
  context.progress(`filling ${name} with ${source.points} points`);
  const engine = source.engine === "copy" ? "copy-once" : "embedded";
  const way = { durability: "normal", shape: "days", writers: 1 } as const;
  const options: InsertOptions = { ...source, ...way, engine };
  await runWorker(context, "store-insert", [JSON.stringify(options)]);
}

function sizeRows(result: WindowResult, size: Size, points: number): Row[] {
  const figures = KINDS.flatMap(([kind, name]) => {
    const [ours, peer] = [`embedded ${size}`, `copy ${size}`].map(
      (source) => result.figures[source]?.[kind],
    );
    const id = `store-window.${size}.${kind}`;
    const text = `${name}, ${numberText(points)} points`;
    const row = (quantile: "p50" | "p99"): Row =>
      windowRow(`${id}.${quantile}`, `${text}, ${quantile}`, `${quantile}Us`, ours, peer);
    return [row("p50"), row("p99")];
  });
  return [...figures, bytesRow(result, size, points)];
}

function windowRow(
  id: string,
  name: string,
  figure: keyof WindowFigures,
  ours: WindowFigures | undefined,
  peer: WindowFigures | undefined,
): Row {
  const value = ours?.[figure];
  const ratio = peer && value !== undefined ? value / peer[figure] : undefined;
  const against = peer && `PostgreSQL (${numberText(peer[figure])} us)`;
  const row = { id, name, value, unit: "us", bar: AGAINST };
  return ratio && against
    ? { ...row, ratio, against }
    : { ...row, note: "PostgreSQL not installed" };
}

function bytesRow({ bytesPerPoint }: WindowResult, size: Size, points: number): Row {
  const value = bytesPerPoint[`embedded ${size}`];
  const peer = bytesPerPoint[`copy ${size}`];
  const id = `store-window.${size}.bytes`;
  const row = { id, name: `on disk, ${numberText(points)} points`, value, unit: "B a point" };
  if (value === undefined || peer === undefined) return row;
  const against = `PostgreSQL (${numberText(peer)} B)`;
  return { ...row, ratio: value / peer, against, bar: { limit: 1, of: "ratio", isStrict: true } };
}

function growthRows({ figures }: WindowResult, points: number): Row[] {
  return KINDS.map(([kind, name]) => {
    const [before = Number.NaN, value] = SIZES.map(
      (size) => figures[`embedded ${size}`]?.[kind].p50Us,
    );
    return {
      id: `store-window.growth.${kind}`,
      name: `${name}, growth to ${numberText(points)} points`,
      value,
      unit: "us",
      ratio: (value ?? Number.NaN) / before,
      against: `${numberText(before)} us`,
      bar: GROWTH,
    };
  });
}
