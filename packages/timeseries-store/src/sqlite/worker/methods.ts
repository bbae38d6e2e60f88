import { statSync } from "node:fs";
import type { Steps } from "@signalbox/clock";
import type { MethodName, SeriesRefs, WorkerMethods } from "../messages.js";
import { integer } from "../columns.js";
import { fillIn, namesOf } from "./commit-puts.js";
import { compact } from "./compaction.js";
import { flush } from "./flush.js";
import { InfoTable } from "./info-table.js";
import { purge } from "./purge.js";
import { readPiece } from "./read-piece.js";
import { summaryOf } from "./series-table.js";
import type { StoreParts } from "./store-parts.js";
import { removeBefore } from "./trim.js";
import { ValueTable } from "./value-table.js";

/** Methods that are done in one go. */
export type ShortMethods = Pick<
  WorkerMethods,
  Exclude<MethodName, keyof LongMethods | OrderedMethod>
>;
/** Methods that keep their place among the writes. */
export type OrderedMethod = "purge" | "close";

/** Methods that are done in steps, between which others have their turn. */
export interface LongMethods {
  readonly "series.removeBefore": (
    ...args: Parameters<WorkerMethods["series.removeBefore"]>
  ) => Steps<number>;
  readonly flush: () => Steps<void>;
  readonly compact: () => Steps<undefined>;
}

export function shortMethods(parts: StoreParts, file: string): ShortMethods {
  const info = new InfoTable(parts.connection);
  const values = new ValueTable(parts.connection);
  return {
    ...seriesMethods(parts),
    "info.put": (objects) => info.put(objects),
    "info.getMany": (keys) => info.getMany(keys),
    "info.referencesOf": (keys) => info.referencesOf(keys),
    "info.markGone": (keys, atUs) => info.markGone(keys, atUs),
    "info.remove": (keys) => info.remove(keys),
    "info.removeFound": (find) => info.removeFound(find),
    rows: ({ sql, values: bound }) => parts.connection.prepare(sql).all(bound),
    "values.get": (space, key) => values.get(space, key),
    "values.entries": (space) => values.entries(space),
    "values.spaces": () => values.spaces(),
    "values.put": (space, pairs) => values.put(space, pairs),
    stats: () => ({
      infoObjects: integer(parts.connection.value("select count(*) from info")),
      series: parts.catalogue.seriesWithPoints,
      points: parts.catalogue.points,
      bytes: sizeOf(file) + sizeOf(`${file}-wal`),
    }),
  };
}

export function longMethods(parts: StoreParts): LongMethods {
  return {
    "series.removeBefore": (request) => removeBefore(parts, request),
    flush: () => flush(parts),
    compact: () => compact(parts),
  };
}

export function orderedMethods(
  parts: StoreParts,
  close: () => void,
): Pick<WorkerMethods, OrderedMethod> {
  return {
    purge: () => purge(parts),
    close: () => {
      close();
      return undefined;
    },
  };
}

function seriesMethods(parts: StoreParts) {
  return {
    "series.piece": (refs, request) => {
      const [ids, learned] = resolve(parts, refs);
      return { ...readPiece(parts, [...ids], request), learned };
    },
    "series.latest": (refs) => {
      const [ids, learned] = resolve(parts, refs);
      const ts = new Float64Array(ids.length).fill(Number.NaN);
      const values = new Float64Array(ids.length);
      for (const [place, id] of ids.entries()) {
        const state = parts.catalogue.get(id);
        if (state === undefined || state.points === 0) continue;
        ts[place] = state.lastUs;
        values[place] = state.lastValue;
      }
      return { ts, values, learned };
    },
    "series.list": (request) => {
      const { after, limit, ...filter } = request;
      const found = [];
      let from = after;
      for (;;) {
        const rows = parts.series.page(filter, from);
        for (const { id, series } of rows) {
          const state = parts.catalogue.get(id);
          if (state !== undefined && state.points > 0) found.push(summaryOf(series, state));
          if (found.length === limit) return { series: found, isLast: false };
        }
        const last = rows.at(-1)?.series;
        if (last === undefined) return { series: found, isLast: true };
        from = [last.source, last.objectType, last.event, last.objectId];
      }
    },
  } satisfies Partial<ShortMethods>;
}

/** Ids for all series asked for, and those that came by name. */
function resolve({ series }: StoreParts, { ids, names }: SeriesRefs) {
  const learned = Uint32Array.from(namesOf(names), (name) => series.find(name) ?? 0);
  fillIn(ids, learned);
  return [ids, learned] as const;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
