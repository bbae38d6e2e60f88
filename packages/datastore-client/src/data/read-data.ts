import type { Steps } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import { readDataReplyInSteps, type DataQuery, type DataReply } from "@signalbox/monitoring-model";
import type { DatastoreClientLimits } from "../client-options.js";
import { jsonLines, jsonPieces } from "../json/json-pieces.js";
import { parseJson } from "../json/read-json.js";
import { failed } from "../transport/fetch.js";
import type { DataPoints } from "./data-part.js";
import { PartBuilder } from "./part-builder.js";

export interface DataBody {
  readonly body: Buffer;
  /** JSON, or a value on each line. */
  readonly form: "json" | "lines";
  /** How the request is named in messages. */
  readonly label: string;
  readonly query: DataQuery;
}

/**
 * Reads an answer to a data query, member by member, so that a large one holds up nobody else.
 *
 * @throws AppError `upstream_failed` for an answer of which nothing can be used, with the store's words for an error object
 */
export function* readDataBody(given: DataBody, limits: DatastoreClientLimits): Steps<DataPoints> {
  const { body, form, label, query } = given;
  const { isList, pieces } = yield* form === "lines"
    ? jsonLines(body, limits)
    : jsonPieces(body, limits);
  const builder = new PartBuilder(query, limits.maxProblems);
  for (const [index, piece] of pieces.entries()) {
    const value = parseJson(body, piece, { label, limits });
    yield;
    const reply = yield* readDataReplyInSteps(isList ? [value] : value, {
      maxProblems: limits.maxProblems,
    });
    if (reply.kind === "items") yield* builder.add(index, reply);
    else throw noAnswer(label, reply);
  }
  return builder.finish();
}

type NoItems = Exclude<DataReply, { kind: "items" }>;

function noAnswer(label: string, reply: NoItems): AppError {
  return failed(
    `${label}: ${reply.kind === "error" ? `the store says: ${reply.message}` : reply.reason}`,
  );
}
