import type { DatastoreClient, DataPart } from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import type { DataQuery } from "@signalbox/monitoring-model";

/** A point, and from when on the source shows it. Microseconds. */
export interface PublishedPoint {
  readonly ts: number;
  readonly value: number;
  readonly visibleUs: number;
}

/** What may go wrong with one request. */
export type Fault = "none" | "failed" | "empty" | "throws";

/** A store that shows points when it pleases. Ids are asked a few at a time, as long URLs are split. */
export class SimulatedSource {
  readonly series = new Map<string, PublishedPoint[]>();
  readonly queries: DataQuery[] = [];
  nowUs: () => number = () => 0;
  fault: () => Fault = () => "none";

  constructor(readonly idsPerRequest = 3) {}

  publish(event: string, id: string, points: readonly PublishedPoint[]): void {
    const key = `${event}\n${id}`;
    this.series.set(key, [...(this.series.get(key) ?? []), ...points]);
  }

  readonly client: Pick<DatastoreClient, "data"> = {
    data: (query, how) => this.#data(query, how?.signal),
  };

  async *#data(
    query: DataQuery,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<DataPart, void, undefined> {
    const fault = this.fault();
    if (fault === "throws") throw new AppError("permission_denied", "measRef is elsewhere");
    const ids = query.ids === "*" ? [] : query.ids;
    for (let at = 0; at < ids.length; at += this.idsPerRequest) {
      await Promise.resolve();
      const part = { ...query, ids: ids.slice(at, at + this.idsPerRequest) };
      this.queries.push(part);
      const outcome = signal?.aborted === true ? "failed" : this.fault();
      if (outcome === "failed" || outcome === "throws") {
        yield { kind: "failed", query: part, error: new AppError("upstream_failed", "no answer") };
      } else yield this.#answer(part, outcome === "empty");
    }
  }

  #answer(query: DataQuery & { ids: readonly string[] }, isEmpty: boolean): DataPart {
    const items = query.events.flatMap((event) =>
      query.ids.flatMap((objectId) => {
        const points = (this.series.get(`${event}\n${objectId}`) ?? []).filter(
          ({ ts, visibleUs }) =>
            visibleUs <= this.nowUs() && ts >= query.fromUs && ts <= query.toUs,
        );
        const ts = points.map((point) => point.ts);
        const values = points.map(({ value }) => value);
        return ts.length === 0 || isEmpty ? [] : [{ event, objectId, ts, values }];
      }),
    );
    return {
      kind: "points",
      query,
      items,
      lostPoints: 0,
      lostItems: 0,
      problems: [],
      problemCount: 0,
    };
  }
}
