import { replyToLines, type Precision, type Reply } from "@signalbox/telegraf-ingest";
import { isInflux, type IngestProtocol, type IngestRequest } from "./ingest-request.js";
import type { IngestTally } from "./ingest-tally.js";
import type { BodyReading, ReadingOptions } from "./ingest-target.js";
import { JsonBody } from "./json-body.js";
import { LineBody } from "./line-body.js";
import { replyToPosted, replyToUnreadable } from "./write-replies.js";

/** What reads the body of a request. `precision` is that of line protocol. */
export function openReading(
  { protocol, body }: IngestRequest,
  options: ReadingOptions,
  precision: Precision,
): BodyReading {
  if (!isInflux(protocol) && looksLikeJson(body)) return new JsonBody(options);
  return new LineBody(options, precision);
}

/** The answer to a body that was read to its end. */
export function replyToRead(
  protocol: IngestProtocol,
  reading: BodyReading,
  tally: IngestTally,
): Reply {
  if (isInflux(protocol) && reading instanceof LineBody)
    return replyToLines(protocol, reading.report);
  return reading.isUnreadable ? replyToUnreadable(protocol) : replyToPosted(tally);
}

/** More blanks than any serializer writes before its text. */
const MAX_BLANKS = 1_024;
const OPENINGS: ReadonlySet<number | undefined> = new Set([0x5b, 0x7b]);
const BLANKS: ReadonlySet<number | undefined> = new Set([0x09, 0x0a, 0x0d, 0x20]);

/** Told by the first byte, never by Content-Type. `outputs.http` sends line protocol unless it is told otherwise. */
function looksLikeJson(body: Buffer): boolean {
  let at = 0;
  while (at < MAX_BLANKS && BLANKS.has(body[at])) at++;
  return OPENINGS.has(body[at]);
}
