import type { SeriesKey, SeriesPoints } from "@signalbox/timeseries-store";

type UnitsOf = (objectType: string, event: string) => string;

/** The fields that name a series, as members of a JSON object without the braces. */
export function seriesFields(
  { source, objectType, event, objectId }: SeriesKey,
  unitsOf: UnitsOf,
): string {
  const names = { source, type: objectType, event, id: objectId };
  const units = unitsOf(objectType, event);
  return JSON.stringify({ ...names, units }).slice(1, -1);
}

/** Points as `[time, value]` pairs without the brackets around them. No object per point is made. */
export function pairsText(ts: readonly number[], values: readonly number[]): string {
  let text = "";
  for (let at = 0; at < ts.length; at += 1) {
    const value = values[at];
    // A store keeps finite numbers only; an average of huge ones may still leave their range, and JSON has no word for it.
    text += `${at > 0 ? "," : ""}[${ts[at]},${Number.isFinite(value) ? value : "null"}]`;
  }
  return text;
}

export interface PointsWriter {
  /** Text that this piece adds. */
  write(piece: SeriesPoints): string;
  /** Text after the last piece. */
  end(): string;
}

/** `{"series":[{…,"points":[[ts,v],…]},…]}`; pieces of one series follow each other. */
export class JsonWriter implements PointsWriter {
  readonly #unitsOf: UnitsOf;
  #open = "";
  #isEmpty = true;

  constructor(unitsOf: UnitsOf) {
    this.#unitsOf = unitsOf;
  }

  write({ series, ts, values }: SeriesPoints): string {
    const fields = seriesFields(series, this.#unitsOf);
    const pairs = pairsText(ts, values);
    if (fields === this.#open) return `,${pairs}`;
    const before = this.#isEmpty ? '{"series":[\n' : "]},\n";
    this.#open = fields;
    this.#isEmpty = false;
    return `${before}{${fields},"points":[${pairs}`;
  }

  end(): string {
    return this.#isEmpty ? '{"series":[]}\n' : "]}\n]}\n";
  }
}

/** One object on each line, complete in itself: a long series is several lines one after the other. */
export class LineWriter implements PointsWriter {
  readonly #unitsOf: UnitsOf;

  constructor(unitsOf: UnitsOf) {
    this.#unitsOf = unitsOf;
  }

  write({ series, ts, values }: SeriesPoints): string {
    return `{${seriesFields(series, this.#unitsOf)},"points":[${pairsText(ts, values)}]}\n`;
  }

  end(): string {
    return "";
  }
}
