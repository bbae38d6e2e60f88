import type { GetDataReply } from "./cache-manager-client.js";
import { ResultError, TransportError } from "./errors.js";
import { errorMessage } from "./cached-error.js";

const NO_DATA = "Failed to retrieve data from cache manager";

/** Runs a read and gives its failure to connect the original's text. Other errors pass. */
export async function readOrExplain(read: () => Promise<GetDataReply>): Promise<GetDataReply> {
  try {
    return await read();
  } catch (cause) {
    if (!(cause instanceof TransportError)) throw cause;
    const message = `Failed to connect to cache manager: ${errorMessage(cause)}`;
    throw new ResultError(message, { cause });
  }
}

/** @throws ResultError when the reply lacks what every reply must have. */
export function requireLockField(reply: GetDataReply | null): GetDataReply {
  if (typeof reply === "object" && reply !== null && "lock" in reply && "data" in reply) {
    return reply;
  }
  throw new ResultError("cache manager's reply has no data and lock fields");
}

/** The stored text of a reply without a lock. @throws ResultError when there is none. */
export function storedText(reply: GetDataReply): string {
  const data: unknown = reply.data;
  if (data === null || data === undefined || data === "") throw new ResultError(NO_DATA);
  if (typeof data === "string") return data;
  throw new ResultError(`cached data is a ${typeof data}, expected a string with a JSON text`);
}

/** @throws ResultError when the text, perhaps stored by another program, is not JSON. */
export function parseStored(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new ResultError("cached data is not a JSON text", { cause });
  }
}
