import { AppError } from "@signalbox/errors";
import { writeDataQuery, writeDataRequest, type DataQuery } from "@signalbox/monitoring-model";
import type { Fetcher } from "../transport/fetch.js";
import type { DataPart } from "./data-part.js";
import { askForPoints } from "./ask-for-points.js";

/** Largest posted query; a datastore takes 65,536 by default. */
const MAX_BODY_BYTES = 60_000;
/** Most ids in one posted query; a datastore takes 10,000 by default. */
const MAX_IDS = 10_000;

/** The parts of a query that are posted one by one: hundreds of ids in each. */
export function splitForPost(query: DataQuery): readonly DataQuery[] {
  const { ids } = query;
  if (ids === "*") return [query];
  const parts: string[][] = [];
  let roomBytes = -1;
  for (const id of ids) {
    roomBytes -= Buffer.byteLength(JSON.stringify(id)) + 1;
    const last = parts.at(-1);
    if (last === undefined || roomBytes < 0 || last.length >= MAX_IDS) {
      parts.push([id]);
      roomBytes = MAX_BODY_BYTES - Buffer.byteLength(writeDataQuery({ ...query, ids: [id] }));
    } else last.push(id);
  }
  return parts.map((part) => ({ ...query, ids: part }));
}

/** Asks a Signalbox datastore, line by line: such a reply has no limit of points. Never rejects. */
export async function postPart(
  fetcher: Fetcher,
  { address, query }: { address: URL; query: DataQuery },
  signal: AbortSignal | undefined,
): Promise<DataPart> {
  try {
    const request = { queries: [query], latest: false, withEmpty: false, withLeftOut: false };
    // Written as text by the model, sent as JSON by the client.
    const json: unknown = JSON.parse(writeDataRequest(request));
    const headers = { Accept: "application/x-ndjson" };
    return await askForPoints(fetcher, { url: address, json, headers, accepts: [], signal }, query);
  } catch (error) {
    return { kind: "failed", query, error: AppError.from(error) };
  }
}
