import { readOpsconfig, type FoundOpsconfig } from "@signalbox/monitoring-model";
import { failed, type Fetcher } from "../transport/fetch.js";
import type { InfoAnswer, InfoQueryOptions } from "./info-answer.js";
import { queryLink } from "./info-queries.js";

/** The list of stores of a federation, read. */
export type OpsconfigAnswer =
  | (FoundOpsconfig & { readonly etag?: string; readonly url: string })
  | Exclude<InfoAnswer, { readonly kind: "object" }>;

/** @throws AppError as `queryLink`; `upstream_failed` when it is something else */
export async function queryOpsconfig(
  fetcher: Fetcher,
  url: string,
  options: InfoQueryOptions,
): Promise<OpsconfigAnswer> {
  const answer = await queryLink(fetcher, url, { ...options, expectedType: "opsconfig" });
  if (answer.kind !== "object") return answer;
  const reading = readOpsconfig(answer.sent);
  if (reading.kind !== "opsconfig") {
    const reason = reading.kind === "error" ? reading.message : reading.reason;
    throw failed(`${answer.url}: ${reason}`);
  }
  return { ...reading, url: answer.url, ...(answer.etag !== undefined && { etag: answer.etag }) };
}
