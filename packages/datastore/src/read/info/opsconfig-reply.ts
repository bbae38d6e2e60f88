import type { ReadContext } from "../read-context.js";
import { onlyFields, type InfoReplies, type Reply } from "./info-replies.js";
import type { ListQuestion } from "./list-question.js";

const US_PER_MS = 1000;

/** The config store's list, with our version and the present time as the original sends it (datastore-polling, 6). */
export function opsconfigReply(
  id: string,
  { options, links }: ReadContext,
  replies: InfoReplies,
): Reply | undefined {
  const { opsconfig } = options;
  if (opsconfig?.id !== id) return undefined;
  return replies.written("opsconfig", {
    selfRef: links.info("opsconfig", id),
    ...opsconfig.fields(),
    id,
    ts: options.clock.wallMs() * US_PER_MS,
    version: options.version,
  });
}

/** The one opsconfig as a page of a list; filters and fields count as for stored objects. */
export function opsconfigPage(
  question: ListQuestion,
  context: ReadContext,
  replies: InfoReplies,
): { readonly type: "opsconfig"; readonly objects: readonly Reply[] } {
  const { urn, idPrefix = "", changedSinceUs = 0, cursor, fields } = question;
  const id = context.options.opsconfig?.id;
  const isAsked = urn === undefined && cursor === undefined && id?.startsWith(idPrefix) === true;
  const reply = isAsked ? opsconfigReply(id, context, replies) : undefined;
  const isListed =
    reply !== undefined && context.options.clock.wallMs() * US_PER_MS >= changedSinceUs;
  return { type: "opsconfig", objects: isListed ? [onlyFields(reply, fields)] : [] };
}
