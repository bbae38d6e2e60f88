import { AppError } from "@signalbox/errors";
import { isInfoType } from "@signalbox/monitoring-model";
import type { StoredInfo } from "@signalbox/timeseries-store";
import { spreads } from "./dependants.js";
import { inParallel, keyText, type ObjectFinder } from "./object-finder.js";

/** An object that an outage touches, and through which other one. */
export interface Touched {
  readonly object: StoredInfo;
  /** Absent: it is what is out itself. */
  readonly through?: StoredInfo;
}

export interface TouchOptions {
  /** Most objects; `item_too_large` above. */
  readonly maxTouched: number;
  readonly signal: AbortSignal;
}

/**
 * Everything that stands or falls with the given objects, themselves first, what is nearest before what is further. Each object once,
 * however many ways lead to it. @throws AppError `item_too_large`; the signal's reason once it is aborted
 */
export async function touchedObjects(
  finder: ObjectFinder,
  roots: readonly StoredInfo[],
  { maxTouched, signal }: TouchOptions,
): Promise<readonly Touched[]> {
  const seen = new Map<string, Touched>();
  let level: readonly Touched[] = roots.map((object) => ({ object }));
  while (level.length > 0) {
    const fresh: Touched[] = [];
    for (const one of level) {
      const key = keyText(one.object);
      if (seen.has(key)) continue;
      seen.set(key, one);
      fresh.push(one);
    }
    if (seen.size > maxTouched) {
      const message = `the outage touches more than ${maxTouched} objects, the limit`;
      throw new AppError("item_too_large", message);
    }
    signal.throwIfAborted();
    level = [...(await named(finder, fresh)), ...(await naming(finder, fresh, signal))];
  }
  return [...seen.values()];
}

const spreadOf = (type: string) => (isInfoType(type) ? spreads[type] : undefined);

/** What the objects of a level name themselves. */
async function named(finder: ObjectFinder, level: readonly Touched[]): Promise<Touched[]> {
  const asking = level.filter(({ object }) => (spreadOf(object.type)?.names.length ?? 0) > 0);
  const references = await finder.references(asking.map(({ object }) => object));
  const wanted = asking.flatMap(({ object }, at) => {
    const names = spreadOf(object.type)?.names ?? [];
    const own = (references[at] ?? []).filter(({ field }) => names.includes(field));
    return own.map((reference) => ({ ...reference, source: object.source, through: object }));
  });
  const found = await finder.behind(wanted);
  return wanted.flatMap(({ through }, at) => {
    const object = found[at];
    return object ? [{ object, through }] : [];
  });
}

/** What names the objects of a level. */
async function naming(
  finder: ObjectFinder,
  level: readonly Touched[],
  signal: AbortSignal,
): Promise<Touched[]> {
  const lists = await inParallel(level, async ({ object }) => {
    signal.throwIfAborted();
    const found = await finder.namers(object, spreadOf(object.type)?.namedBy ?? []);
    return found.map((one) => ({ object: one, through: object }));
  });
  return lists.flat();
}
