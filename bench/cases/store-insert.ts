import { join } from "node:path";
import type { BenchContext, Benchmark, Cleanup, Row } from "../framework/benchmark.js";
import { inTurn } from "../framework/rounds.js";
import { medianOf } from "../framework/statistics.js";
import { startPostgres, type PostgresServer } from "../peers/postgres.js";
import { scratchFolder } from "../peers/scratch.js";
import { numberText } from "../report/columns.js";
import { runWorker } from "../workers/run-worker.js";
import type { Inserted, InsertOptions } from "../workers/store-insert.js";
import { COPY_ONCE, insertContenders, type InsertContender } from "./insert-contenders.js";
import { notInstalled } from "./missing-peers.js";

const SMALL = 1_000_000;
const QUICK_SMALL = 100_000;
const LARGE = 10_000_000;
const QUICK_LARGE = 200_000;
const ROUNDS = 3;
const GROWTH_LIMIT = 1.2;
const MILLION = 1_000_000;

export const storeInsert: Benchmark = {
  name: "store-insert",
  question: "How fast does the embedded store take points, against COPY into PostgreSQL?",
  method:
    "1000 series, a point each 60 s, times with jitter, values with three decimals. Batches as a collector writes them: one point of each of 1000 series (1000 points), or a day of ten series (up to 14 400 points); each is acknowledged before its writer goes on. The same batches by COPY in binary form into `(s integer, ts bigint, v double precision, primary key (s, ts))`, shared_buffers 512MB; `full` is compared with synchronous_commit on, `normal` with off. Each run in a process of its own with a new file or table, after a warm-up elsewhere, on both cores. Time to the last acknowledgement; growth is of the time until everything lies in its last place, in chunks. 10 million points: one run.",
  run: (context) => context.withCleanup((cleanup) => measure(context, cleanup)),
};

type Measured = ReadonlyMap<InsertContender, readonly Inserted[]>;

async function measure(context: BenchContext, cleanup: Cleanup): Promise<Row[]> {
  const { postgres } = context.installed;
  const server = postgres && (await startPostgres(context, cleanup, postgres));
  const sizes = [
    { points: context.size(SMALL, QUICK_SMALL), isLarge: false },
    { points: context.size(LARGE, QUICK_LARGE), isLarge: true },
  ] as const;
  const [small, large] = sizes;
  const few = await measureSize(context, server, small);
  const many = await measureSize(context, server, large);
  return [
    ...sizeRows(few, "1m", small.points),
    ...bestRows(few, "1m", small.points),
    ...sizeRows(many, "10m", large.points),
    ...bestRows(many, "10m", large.points),
    ...growthRows(few, many, large.points),
  ];
}

function measureSize(
  context: BenchContext,
  server: PostgresServer | undefined,
  { points, isLarge }: { points: number; isLarge: boolean },
): Promise<Measured> {
  const contenders = insertContenders(isLarge).filter(
    ({ engine }) => server !== undefined || engine === "embedded",
  );
  return inTurn(contenders, isLarge ? 1 : context.size(ROUNDS, 1), (contender, round) => {
    context.progress(`round ${round + 1}: ${contender.name}, ${points} points`);
    return insert(context, server, { ...contender, points, table: `t_${contender.id}_${round}` });
  });
}

function insert(
  context: BenchContext,
  server: PostgresServer | undefined,
  options: InsertContender & Pick<InsertOptions, "points" | "table">,
): Promise<Inserted> {
  return context.withCleanup(async (cleanup) => {
    const file = join(scratchFolder(cleanup), "bench.db");
    const isFile = options.engine === "embedded";
    const where = isFile ? file : (server?.url ?? "");
    const table = options.table.replaceAll(/[^a-z0-9]/g, "_") + String(options.points);
    const { engine, durability, shape, writers, points } = options;
    const work: InsertOptions = { engine, durability, shape, writers, points, where, table };
    // The worker is ours and tells this.
    return (await runWorker(context, "store-insert", [JSON.stringify(work)])) as Inserted;
  });
}

const usPerPoint = (all: readonly Inserted[]): number => medianOf(all, (one) => one.usPerPoint);
const settledUsPerPoint = (all: readonly Inserted[]): number =>
  medianOf(all, (one) => one.settledUsPerPoint);

function sizeRows(measured: Measured, size: string, points: number): Row[] {
  const rows = [...measured].map(([contender, results]) => {
    const { id, name, peer } = contender;
    const value = usPerPoint(results);
    const row: Row = {
      id: `store-insert.${size}.${id}`,
      name: `${name}, ${numberText(points)} points`,
      value,
      unit: "us a point",
      note: noteOf(results),
    };
    const [, peerResults] = [...measured].find(([other]) => other.id === peer) ?? [];
    if (peer === undefined) return row;
    const bar = { limit: 1, of: "ratio", isStrict: true } as const;
    const ratio = peerResults && value / usPerPoint(peerResults);
    return { ...row, bar, ...(peerResults && { ratio, against: "COPY" }) };
  });
  const hasCopy = [...measured.keys()].some(({ engine }) => engine !== "embedded");
  return hasCopy ? rows : [...rows, notInstalled(`store-insert.${size}.copy`, "PostgreSQL COPY")];
}

/** The harsher comparison: what PostgreSQL does when nothing has to be acknowledged before the end. */
function bestRows(measured: Measured, size: string, points: number): Row[] {
  const find = (id: string): readonly Inserted[] =>
    [...measured].find(([contender]) => contender.id === id)?.[1] ?? [];
  const [ours, best] = [find("days.normal"), find(COPY_ONCE)];
  if (ours.length === 0 || best.length === 0) return [];
  return [
    {
      id: `store-insert.${size}.best`,
      name: `a day of 10 series, normal, ${numberText(points)} points`,
      value: usPerPoint(ours),
      unit: "us a point",
      ratio: usPerPoint(ours) / usPerPoint(best),
      against: "all in one COPY",
      bar: { limit: 1, of: "ratio", isStrict: true },
    },
  ];
}

function noteOf(results: readonly Inserted[]): string {
  const perSecond = numberText(MILLION / usPerPoint(results));
  const batchMs = numberText(medianOf(results, (one) => one.batchMs));
  const settled = numberText(settledUsPerPoint(results));
  return `${perSecond} points/s, a batch ${batchMs} ms; ${settled} us with what was put off`;
}

function growthRows(few: Measured, many: Measured, points: number): Row[] {
  return [...many].flatMap(([{ id, name, engine }, results]) => {
    const [, small] = [...few].find(([other]) => other.id === id) ?? [];
    if (engine !== "embedded" || small === undefined) return [];
    const [value, before] = [settledUsPerPoint(results), settledUsPerPoint(small)];
    return {
      id: `store-insert.growth.${id}`,
      name: `${name}, growth to ${numberText(points)} points`,
      value,
      unit: "us a point",
      ratio: value / before,
      against: `${numberText(before)} us`,
      bar: { limit: GROWTH_LIMIT, of: "ratio" },
    } as const;
  });
}
