import { runInTurns } from "@signalbox/clock";
import type { DataQuery } from "@signalbox/monitoring-model";
import {
  failed,
  labelOf,
  type Fetched,
  type Fetcher,
  type FetchRequest,
} from "../transport/fetch.js";
import type { DataPoints } from "./data-part.js";
import { readDataBody } from "./read-data.js";

/** @throws AppError as `Fetcher.fetch`; `upstream_failed` with the store's words when it answers with an error */
export async function askForPoints(
  fetcher: Fetcher,
  request: FetchRequest,
  query: DataQuery,
): Promise<DataPoints> {
  const { clock, limits } = fetcher.parts;
  const fetched = await fetcher.fetch(request);
  const label = labelOf({ ...request, url: fetched.url });
  const { body, status } = fetched.reply;
  const reading = { body, label, query, form: formOf(fetched) };
  try {
    const points = await runInTurns(clock, readDataBody(reading, limits));
    if (status < 400) return points;
  } catch (error) {
    if (status < 400 || isErrorObject(body)) throw error;
  }
  throw failed(`${label} answered ${status}`);
}

function formOf({ reply }: Fetched): "json" | "lines" {
  return reply.headers["content-type"]?.includes("ndjson") === true ? "lines" : "json";
}

/** Such a body says more than the status; a web server's page does not. */
function isErrorObject(body: Buffer): boolean {
  return body.includes('"error_message"');
}
