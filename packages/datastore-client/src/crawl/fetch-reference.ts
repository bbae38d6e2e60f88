import { AppError } from "@signalbox/errors";
import { readHref, type ObjectReference } from "@signalbox/monitoring-model";
import type { InfoAnswer, InfoObjectAnswer } from "../info/info-answer.js";
import type { CrawlOptions } from "./crawl.js";

/** What a reference led to. */
export type ReferenceAnswer =
  | InfoObjectAnswer
  | { readonly kind: "absent" | "elsewhere"; readonly message: string }
  | { readonly kind: "failed"; readonly message: string; readonly error: AppError };

/**
 * The object behind a reference: where its link leads to, and if nothing is there and the link has another shape than an info
 * URL (datastore-polling, 10), by type and id. Never rejects.
 */
export async function fetchReference(
  reference: ObjectReference,
  options: Pick<CrawlOptions, "client" | "signal">,
): Promise<ReferenceAnswer> {
  const { href } = reference;
  const resolved = href === undefined ? undefined : options.client.resolve(href);
  if (resolved?.kind === "refused") return { kind: "elsewhere", message: resolved.reason };
  try {
    const answer = await ask(reference, options);
    if (answer.kind !== "not-modified") return answer;
    return { kind: "absent", message: "not modified, and never read" };
  } catch (reason) {
    const error = AppError.from(reason);
    return { kind: "failed", message: error.message, error };
  }
}

async function ask(
  { href, type, id }: ObjectReference,
  { client, signal }: Pick<CrawlOptions, "client" | "signal">,
): Promise<InfoAnswer> {
  const how = { ...(signal && { signal }) };
  if (href === undefined) return client.info(type, id ?? "", how);
  const expected = { expectedType: type, ...(id !== undefined && { expectedId: id }) };
  const answer = await client.infoAt(href, { ...how, ...expected });
  const isInfoUrl = readHref(href).type === type;
  if (answer.kind !== "absent" || isInfoUrl || id === undefined) return answer;
  return client.info(type, id, how);
}
