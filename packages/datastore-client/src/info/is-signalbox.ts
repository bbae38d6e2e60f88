import { AppError } from "@signalbox/errors";
import { queryJson } from "../json/query-json.js";
import { rootUrl } from "../origins/store-address.js";
import type { Fetcher } from "../transport/fetch.js";
import type { InfoQueryOptions } from "./info-answer.js";

const SERVICE = "signalbox-datastore";
/** What says nothing about the kind of store, and would come again with any other question. */
const REFUSALS: ReadonlySet<string> = new Set(["unauthenticated", "permission_denied"]);

/** @throws AppError `unauthenticated`, `permission_denied` */
export async function isSignalbox(
  fetcher: Fetcher,
  storeUrl: URL,
  options: Pick<InfoQueryOptions, "signal">,
): Promise<boolean> {
  try {
    const { value } = await queryJson(fetcher, rootUrl(storeUrl).href, options);
    return (
      typeof value === "object" && value !== null && "service" in value && value.service === SERVICE
    );
  } catch (reason) {
    const error = AppError.from(reason);
    if (REFUSALS.has(error.code)) throw error;
    return false;
  }
}
