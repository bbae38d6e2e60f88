import { AppError, type ErrorCode } from "@signalbox/errors";
import { splitDataQuery, type DataQuery, type DataUrl } from "@signalbox/monitoring-model";
import { dataUrl } from "../origins/store-address.js";
import type { Fetcher } from "../transport/fetch.js";
import { askForPoints } from "./ask-for-points.js";
import { inOrder } from "./in-order.js";
import type { DataPart, DataQueryOptions } from "./data-part.js";
import { postPart, splitForPost } from "./post-queries.js";

/** Failures that another form of the question would not avoid. */
const MAY_PASS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "unavailable",
  "upstream_timeout",
  "unauthenticated",
  "permission_denied",
  "too_many_requests",
]);
/** Statuses of a strict store whose body is an error object (datastore-polling, 9.1). */
const REFUSALS = [400, 404, 413];
const DEFAULT_PARALLEL = 2;

/** Where data queries go. @throws AppError `permission_denied` for a `measRef` that may not be followed */
export function dataAddress(fetcher: Fetcher, storeUrl: URL, measRef: string | undefined): URL {
  if (measRef === undefined) return dataUrl(storeUrl);
  const resolved = fetcher.parts.origins.resolve(measRef);
  if (resolved.kind === "allowed") return resolved.url;
  throw new AppError("permission_denied", `measRef: ${resolved.reason}`);
}

export interface DataAsked {
  readonly address: URL;
  readonly query: DataQuery;
  /** The store is known to take posted queries. */
  readonly takesPosts: boolean;
}

/** Asks a query in as many requests as it needs; parts come in the order of the query. */
export function queryData(
  fetcher: Fetcher,
  { address, query, takesPosts }: DataAsked,
  { signal, parallel = DEFAULT_PARALLEL }: DataQueryOptions,
): AsyncGenerator<DataPart, void, undefined> {
  const urls = splitDataQuery({
    measRef: address.href,
    query,
    maxUrlChars: fetcher.parts.limits.maxUrlChars,
  });
  const get = (parts: readonly DataUrl[]): AsyncGenerator<DataPart, void, undefined> =>
    inOrder(parts, parallel, (part) => queryPart(fetcher, part, signal));
  // A query that fits into one URL gains nothing from being posted.
  if (!takesPosts || urls.length <= 1) return get(urls);
  return postOrGet(fetcher, { address, query }, { ...(signal && { signal }), parallel, get });
}

/** Posts; a part that the store does not want in this form is asked by URLs. */
async function* postOrGet(
  fetcher: Fetcher,
  { address, query }: { address: URL; query: DataQuery },
  how: {
    readonly signal?: AbortSignal;
    readonly parallel: number;
    readonly get: (urls: readonly DataUrl[]) => AsyncGenerator<DataPart, void, undefined>;
  },
): AsyncGenerator<DataPart, void, undefined> {
  const { maxUrlChars } = fetcher.parts.limits;
  const parts = inOrder(splitForPost(query), how.parallel, (part) =>
    postPart(fetcher, { address, query: part }, how.signal),
  );
  for await (const part of parts) {
    if (part.kind === "failed" && !MAY_PASS.has(part.error.code)) {
      const { query: again } = part;
      yield* how.get(splitDataQuery({ measRef: address.href, query: again, maxUrlChars }));
    } else yield part;
  }
}

async function queryPart(
  fetcher: Fetcher,
  { url, query }: DataUrl,
  signal: AbortSignal | undefined,
): Promise<DataPart> {
  try {
    return await askForPoints(fetcher, { url: new URL(url), accepts: REFUSALS, signal }, query);
  } catch (error) {
    return { kind: "failed", query, error: AppError.from(error) };
  }
}
