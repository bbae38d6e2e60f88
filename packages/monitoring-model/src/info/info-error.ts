import { schemaUrl } from "../schema/schema-url.js";
import type { InfoType } from "./info-type.js";

/** What is sent instead of an object or of data (datastore-polling, 2.3). */
export interface ErrorReply {
  readonly $schema: string;
  readonly error_message: string;
  /** Path and decoded query that were asked for, without scheme and host. */
  readonly origin_url: string;
}

export function errorReply(message: string, originUrl: string): ErrorReply {
  return { $schema: schemaUrl("error"), error_message: message, origin_url: originUrl };
}

function spokenName(type: InfoType): string {
  if (type === "externalcheck") return "external check store";
  if (type === "experimentgroup") return "experiment group";
  return type;
}

/** There is no such object; old clients match the message. `originUrl` defaults to `/info/<type>/<id>`. */
export function infoError(missing: {
  readonly type: InfoType;
  readonly id: string;
  readonly originUrl?: string;
}): ErrorReply {
  const { type, id, originUrl = `/info/${type}/${id}` } = missing;
  return errorReply(`${spokenName(type)} not found: ${id}`, originUrl);
}
