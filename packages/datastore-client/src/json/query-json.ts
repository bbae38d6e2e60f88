import { AppError } from "@signalbox/errors";
import type { InfoQueryOptions } from "../info/info-answer.js";
import { labelOf, type Fetcher } from "../transport/fetch.js";
import { readJson } from "./read-json.js";

/** A reply as it was sent. */
export interface JsonAnswer {
  readonly status: number;
  readonly contentType?: string;
  readonly value: unknown;
  /** Where it came from in the end. */
  readonly url: string;
}

const ANSWERS = [400, 404, 413];

/** @throws AppError `permission_denied` for a link that may not be followed, `upstream_failed` for what is no JSON */
export async function queryJson(
  fetcher: Fetcher,
  href: string,
  { signal }: Pick<InfoQueryOptions, "signal">,
): Promise<JsonAnswer> {
  const { origins, clock, limits } = fetcher.parts;
  const resolved = origins.resolve(href);
  if (resolved.kind === "refused") throw new AppError("permission_denied", resolved.reason);
  const { reply, url } = await fetcher.fetch({ url: resolved.url, accepts: ANSWERS, signal });
  const value = await readJson(clock, reply.body, { label: labelOf({ url }), limits });
  const contentType = reply.headers["content-type"];
  return {
    status: reply.status,
    url: url.href,
    value,
    ...(contentType !== undefined && { contentType }),
  };
}
