import { UNKNOWN_UNITS } from "@signalbox/monitoring-model";
import type { SeriesFilter, SeriesSummary } from "@signalbox/timeseries-store";
import type { ApiContext } from "../collector-options.js";
import { seriesPages } from "../series/series-pages.js";
import { ExportedEvents } from "./exported-events.js";
import { ObjectFactsReader } from "./object-facts.js";
import { headText, metricsOf, sampleText, type Metric } from "./prometheus-text.js";

export interface ExportQuestion {
  readonly filter: SeriesFilter;
  /** Series whose last point is older than so many of their periods are left out. */
  readonly stalePeriods: number;
  readonly withTimestamps: boolean;
  readonly signal: AbortSignal;
}

/** The objects of so many series are parsed without others having their turn. */
const SERIES_AT_ONCE = 250;

type ExportContext = Pick<ApiContext, "store" | "stores" | "clock" | "defaultPeriodMs" | "unitsOf">;

/**
 * The last values as text for Prometheus. A metric's lines must stand together while the catalogue goes by source, so it is walked
 * once for the names of the events and once more for each metric; nothing is held but a page.
 */
export async function* prometheusExport(
  question: ExportQuestion,
  context: ExportContext,
): AsyncGenerator<string, void, undefined> {
  const { store, stores, clock, defaultPeriodMs } = context;
  const facts = await ObjectFactsReader.create({ store, stores: stores.all(), defaultPeriodMs });
  const nowUs = clock.wallMs() * 1000;
  const { metrics, leftOut } = await metricsIn(question, context);
  for (const metric of metrics) {
    let isFirst = true;
    const filter = { ...question.filter, events: metric.events };
    for await (const page of seriesPages(store, filter, question.signal)) {
      for (let at = 0; at < page.length; at += SERIES_AT_ONCE) {
        const some = page.slice(at, at + SERIES_AT_ONCE);
        const text = await samplesText(some, { metric, facts, nowUs, question });
        if (text === "") continue;
        yield isFirst ? headText(metric, unitsIn(metric, page, context)) + text : text;
        isFirst = false;
      }
    }
  }
  if (leftOut > 0) {
    yield `# ${leftOut} series of events that are not in the catalogue are left out: there are too many such events.\n`;
  }
}

async function metricsIn(
  { filter, signal }: ExportQuestion,
  { store, unitsOf }: ExportContext,
): Promise<{ readonly metrics: readonly Metric[]; readonly leftOut: number }> {
  // Who asks for events by name gets them.
  if (filter.events !== undefined)
    return { metrics: metricsOf(new Set(filter.events)), leftOut: 0 };
  const exported = new ExportedEvents(unitsOf);
  for await (const page of seriesPages(store, filter, signal))
    for (const { series } of page) exported.add(series);
  return { metrics: metricsOf(exported.events), leftOut: exported.leftOut };
}

interface PageParts {
  readonly metric: Metric;
  readonly facts: ObjectFactsReader;
  readonly nowUs: number;
  readonly question: ExportQuestion;
}

async function samplesText(
  some: readonly SeriesSummary[],
  { metric, facts, nowUs, question }: PageParts,
): Promise<string> {
  const known = await facts.of(some.map(({ series }) => series));
  let text = "";
  for (const [at, { series, lastUs, lastValue }] of some.entries()) {
    const of = known[at];
    const periodUs = (of?.periodMsOf(series.event) ?? 0) * 1000;
    if (lastUs < nowUs - periodUs * question.stalePeriods) continue;
    text += sampleText(metric.name, {
      series,
      value: lastValue,
      ...(of?.urn !== undefined && { urn: of.urn }),
      ...(question.withTimestamps && { timeMs: Math.floor(lastUs / 1000) }),
    });
  }
  return text;
}

function unitsIn(
  { events }: Metric,
  page: readonly SeriesSummary[],
  { unitsOf }: ExportContext,
): string[] {
  const types = [...new Set(page.map(({ series }) => series.objectType))];
  const units = types.flatMap((type) => events.map((event) => unitsOf(type, event)));
  return [...new Set(units)].filter((unit) => unit !== UNKNOWN_UNITS).sort();
}
