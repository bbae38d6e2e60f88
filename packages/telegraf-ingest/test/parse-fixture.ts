import {
  type Field,
  instantFromMs,
  LineParser,
  type LineParserOptions,
  type LineReport,
  type Point,
} from "../src/index.js";

/** When the requests of these tests arrive: the time of the seed's sample. */
export const ARRIVAL_MS = 1_709_296_800_000;

export interface Parsed extends LineReport {
  readonly all: readonly Point[];
}

/** Parses `chunks` one after the other. */
export function parse(
  chunks: string | Uint8Array | readonly Uint8Array[],
  options: Partial<LineParserOptions> = {},
): Parsed {
  const all: Point[] = [];
  const parser = new LineParser({
    arrival: instantFromMs(ARRIVAL_MS),
    onPoint: (point) => all.push(point),
    ...options,
  });
  const list = typeof chunks === "string" ? [Buffer.from(chunks)] : chunks;
  for (const chunk of list instanceof Uint8Array ? [list] : list) parser.push(chunk);
  return { ...parser.end(), all };
}

/** The fields of a text's first point, as an object. */
export function fieldsOf(text: string): Record<string, Field["value"]> {
  const [point] = parse(text).all;
  return Object.fromEntries((point?.fields ?? []).map(({ key, value }) => [key, value]));
}

/** The tags of a text's first point, as an object. */
export function tagsOf(text: string): Record<string, string> {
  const [point] = parse(text).all;
  return Object.fromEntries((point?.series.tags ?? []).map(({ key, value }) => [key, value]));
}
