import { UsageError } from "@signalbox/command-line";
import { readDataQuery, type DataQuery } from "@signalbox/monitoring-model";

/** A data query as it was typed. */
export interface TypedQuery {
  /** Where it goes, without the query. */
  readonly measRef: string;
  readonly query: DataQuery;
}

/**
 * Reads `…/data/?q={…}`, also when it was typed unescaped.
 *
 * @returns undefined when the URL has no `q`
 * @throws UsageError when `q` is not a query
 */
export function readQueryUrl(text: string): TypedQuery | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const q = url?.searchParams.get("q");
  if (url === undefined || q === undefined || q === null) return undefined;
  const reading = readDataQuery(q, { mode: "strict", tolerant: true });
  if (reading.kind === "error") throw new UsageError(`q: ${reading.message}`);
  if (reading.kind === "empty") throw new UsageError(`q asks for nothing: ${reading.reason}`);
  url.search = "";
  return { measRef: url.href, query: reading.query };
}
