import { ChunkReader, type Columns } from "./chunk-codec.js";
import { blob, integer } from "../columns.js";
import type { Connection } from "./connection.js";
import { LogTable } from "./log-table.js";

/** Problems named at most; the first tell what is the matter. */
const MAX_PROBLEMS = 100;
const CHUNK_ROWS = 1000;

/** What the chunks of one series add up to. */
interface Found {
  points: number;
  firstUs: number;
  lastUs: number;
  lastValue: number;
  tailFirstUs: number;
  tailPoints: number;
}

/** Looks at everything that must hold, at one moment of the store. @returns one line for each thing that is wrong */
export function inspect(connection: Connection): string[] {
  connection.exec("begin");
  const problems: string[] = [];
  const say = (problem: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push(problem);
  };
  for (const [line] of connection.prepare("pragma integrity_check").all([]))
    if (line !== "ok") say(`integrity: ${String(line)}`);
  compareSeries(connection, inspectChunks(connection, say), say);
  inspectLog(connection, say);
  inspectReferences(connection, say);
  connection.exec("commit");
  return problems;
}

type Say = (problem: string) => void;

function inspectChunks(connection: Connection, say: Say): Map<number, Found> {
  const found = new Map<number, Found>();
  const page = connection.prepare(
    `select series, first_us, last_us, points, data from chunk where (series, first_us) > (?, ?)
     order by series, first_us limit ${CHUNK_ROWS}`,
  );
  let after: [bigint, bigint] = [0n, 0n];
  for (;;) {
    const rows = page.all(after);
    for (const row of rows) {
      const problem = inspectChunk(row, found);
      if (problem !== undefined)
        say(`chunk ${String(row[1])} of series ${String(row[0])} ${problem}`);
    }
    const last = rows.at(-1);
    if (last === undefined) return found;
    after = [BigInt(integer(last[0])), BigInt(integer(last[1]))];
  }
}

/** @returns what is wrong with the chunk */
function inspectChunk(row: readonly unknown[], found: Map<number, Found>): string | undefined {
  const [series, firstUs, lastUs, count] = row.slice(0, 4).map(integer);
  if (series === undefined || firstUs === undefined || lastUs === undefined || count === undefined)
    return "is not whole";
  const points: Columns = { ts: [], values: [] };
  try {
    new ChunkReader().decode(blob(row[4]), count, firstUs, points);
  } catch (error) {
    return error instanceof Error ? error.message : "cannot be read";
  }
  const before = found.get(series);
  found.set(series, {
    points: (before?.points ?? 0) + count,
    firstUs: before?.firstUs ?? firstUs,
    lastUs,
    lastValue: points.values.at(-1) ?? 0,
    tailFirstUs: firstUs,
    tailPoints: count,
  });
  if (before !== undefined && before.lastUs >= firstUs) return "begins before the one before ends";
  if (points.ts.at(-1) !== lastUs) return "ends at another instant than it says";
  if (points.ts.some((time, index) => index > 0 && time <= (points.ts[index - 1] ?? 0)))
    return "is not in order of time";
  return points.values.every(Number.isFinite) ? undefined : "has a value that is no number";
}

function compareSeries(connection: Connection, found: Map<number, Found>, say: Say): void {
  const page = connection.prepare(
    `select id, points, first_us, last_us, last_value, tail_first_us, tail_points from series
     where id > ? order by id limit ${CHUNK_ROWS}`,
  );
  let after = 0;
  for (;;) {
    const rows = page.all([BigInt(after)]);
    for (const [id, ...said] of rows) {
      const is = found.get(integer(id));
      const expected = is === undefined ? [0, null, null, null, null, null] : Object.values(is);
      if (said.some((value, index) => value !== expected[index]))
        say(`series ${String(id)} says ${said.join(" ")}, its chunks say ${expected.join(" ")}`);
      found.delete(integer(id));
    }
    if (rows.length === 0) break;
    after = integer(rows.at(-1)?.[0]);
  }
  for (const id of found.keys()) say(`series ${id} has chunks and no row`);
}

function inspectLog(connection: Connection, say: Say): void {
  try {
    for (const records of new LogTable(connection).all())
      for (const record of records)
        if (record.counts.reduce((sum, count) => sum + count, 0) !== record.pointCount)
          say("a write of the log has another number of points than it says");
  } catch (error) {
    say(`log: ${error instanceof Error ? error.message : "cannot be read"}`);
  }
}

function inspectReferences(connection: Connection, say: Say): void {
  const lost = connection.value(
    "select count(*) from info_reference where info_id not in (select info_id from info)",
  );
  if (lost !== 0) say(`${String(lost)} references belong to no object`);
}
