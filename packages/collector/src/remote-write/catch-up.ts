import type { SeriesKey, SeriesStore, SeriesSummary } from "@signalbox/timeseries-store";
import type { DeliveryMarks } from "./delivery-marks.js";
import type { SeriesTable } from "./series-table.js";

const PAGE_SERIES = 1000;
/** Series whose points begin within so much of each other are read together. */
const TOGETHER_US = 3_600_000_000;

export interface CatchUpOptions {
  readonly store: Pick<SeriesStore, "list" | "read">;
  readonly table: SeriesTable;
  readonly marks: DeliveryMarks;
  /** Older points are not delivered any more. */
  readonly notBeforeUs: number;
  /** Takes one point; resolves when more may come. Rejects to end the pass. */
  readonly deliver: (series: number, tsUs: number, value: number) => Promise<void> | undefined;
  /** All points given to `deliver` so far are delivered when this resolves. */
  readonly flush: () => Promise<void>;
}

interface Task {
  readonly series: number;
  readonly key: SeriesKey;
  readonly fromUs: number;
}

/** Delivers what is in the store and was not delivered, series by series. @throws what the store and `deliver` throw */
export async function catchUp(options: CatchUpOptions): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await options.store.list({
      limit: PAGE_SERIES,
      ...(cursor !== undefined && { cursor }),
    });
    const tasks = page.series.flatMap((summary) => taskOf(summary, options));
    for (const group of groupsOf(tasks)) await deliverGroup(group, options);
    cursor = page.cursor;
  } while (cursor !== undefined);
  await options.marks.forgetUnknown();
}

function taskOf({ series: key, lastUs }: SeriesSummary, options: CatchUpOptions): Task[] {
  const { table, marks, notBeforeUs } = options;
  const series = table.numberOf(key);
  if (series === undefined) return [];
  const fromUs = Math.max(notBeforeUs, marks.resumeUs(series) ?? notBeforeUs);
  if (lastUs >= fromUs) return [{ series, key, fromUs }];
  // What was missing is too old by now, or no longer in the store.
  marks.beginFilling(series);
  marks.endFilling(series, true);
  return [];
}

function groupsOf(tasks: readonly Task[]): readonly Task[][] {
  const groups = new Map<number, Task[]>();
  for (const task of tasks) {
    const slot = Math.floor(task.fromUs / TOGETHER_US);
    const group = groups.get(slot);
    if (group) group.push(task);
    else groups.set(slot, [task]);
  }
  return [...groups.values()];
}

async function deliverGroup(group: readonly Task[], options: CatchUpOptions): Promise<void> {
  const { marks } = options;
  let isFilled = false;
  for (const { series } of group) marks.beginFilling(series);
  try {
    await deliverPoints(group, options);
    isFilled = true;
  } finally {
    for (const { series } of group) marks.endFilling(series, isFilled);
  }
}

async function deliverPoints(
  group: readonly Task[],
  { store, table, deliver, flush }: CatchUpOptions,
): Promise<void> {
  const fromOf = new Map(group.map(({ series, fromUs }) => [series, fromUs]));
  const fromUs = Math.min(...fromOf.values());
  const series = group.map(({ key }) => key);
  for await (const piece of store.read({ series, fromUs, toUs: Number.MAX_SAFE_INTEGER })) {
    const number = table.numberOf(piece.series);
    if (number === undefined) continue;
    const ownFromUs = fromOf.get(number) ?? Number.POSITIVE_INFINITY;
    for (const [at, tsUs] of piece.ts.entries()) {
      if (tsUs < ownFromUs) continue;
      const isTaken = deliver(number, tsUs, piece.values[at] ?? 0);
      if (isTaken) await isTaken;
    }
  }
  await flush();
}
