import type { ReadContext } from "../read-context.js";
import type { InfoReplies, Reply } from "./info-replies.js";

const US_PER_MS = 1000;

/** The config store's list, with our version and the present time as the original sends it (datastore-polling, 6). */
export function opsconfigReply(
  id: string,
  { options, links }: ReadContext,
  replies: InfoReplies,
): Reply | undefined {
  const fields = options.opsconfig?.(id);
  if (!fields) return undefined;
  return replies.written("opsconfig", {
    selfRef: links.info("opsconfig", id),
    ...fields,
    id,
    ts: options.clock.wallMs() * US_PER_MS,
    version: options.version,
  });
}
