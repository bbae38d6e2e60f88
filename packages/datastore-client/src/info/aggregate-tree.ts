import { runInTurns, type Steps } from "@signalbox/clock";
import { readInfoReply, type InfoFound, type InfoType } from "@signalbox/monitoring-model";
import type { DatastoreClientLimits } from "../client-options.js";
import { memberPieces, type MemberPiece } from "../json/member-pieces.js";
import { parseJson } from "../json/read-json.js";
import { infoUrl } from "../origins/store-address.js";
import { labelOf, type Fetcher } from "../transport/fetch.js";
import type { InfoAnswer, InfoQueryOptions } from "./info-answer.js";
import { queryInfo, readObject } from "./info-queries.js";

/** Members of a whole aggregate and what they hold; others are passed over. */
const TYPE_OF_MEMBER: ReadonlyMap<string, InfoType> = new Map([
  ["aggregate", "aggregate"],
  ["nodes", "node"],
  ["links", "link"],
  ["slivers", "sliver"],
  ["interfaces", "interface"],
  ["interfacevlans", "interfacevlan"],
]);

/** An aggregate with all that belongs to it, as a Signalbox datastore sends it in one reply. */
export interface AggregateTree {
  readonly kind: "tree";
  /** The aggregate itself is the first. */
  readonly objects: readonly InfoFound[];
  /** Objects that could not be read; one line each, at most `maxProblems`. */
  readonly problems: readonly string[];
  readonly problemCount: number;
}

/**
 * Asks for a whole aggregate. A store that does not know how answers with the aggregate alone, since it passes over parameters
 * (datastore-polling, 3.1); one that finds it too large to send is asked for the aggregate alone.
 */
export async function queryAggregateTree(
  fetcher: Fetcher,
  { storeUrl, id }: { storeUrl: URL; id: string },
  { signal }: Pick<InfoQueryOptions, "signal">,
): Promise<AggregateTree | InfoAnswer> {
  const { clock, limits } = fetcher.parts;
  const url = infoUrl(storeUrl, "aggregate", id);
  url.searchParams.set("depth", "all");
  // The status of a refusal does not matter: the question is asked again in the plain form.
  const fetched = await fetcher.fetch({ url, accepts: [400, 404, 413], signal });
  const body = { body: fetched.reply.body, label: labelOf(fetched), id };
  const tree = await runInTurns(clock, readTree(body, limits));
  if (tree !== undefined) return tree;
  if (fetched.reply.status < 300) {
    const alone = await readObject(fetcher, fetched, { expectedType: "aggregate", expectedId: id });
    if (alone.kind === "object" && alone.type === "aggregate" && alone.id === id) return alone;
  }
  return queryInfo(fetcher, { storeUrl, type: "aggregate", id }, { ...(signal && { signal }) });
}

interface TreeBody {
  readonly body: Buffer;
  readonly label: string;
  readonly id: string;
}

/** @returns undefined when it is no tree of this aggregate */
function* readTree(
  { body, label, id }: TreeBody,
  limits: DatastoreClientLimits,
): Steps<AggregateTree | undefined> {
  const pieces = yield* memberPieces(body, limits);
  if (pieces?.[0]?.member !== "aggregate") return undefined;
  const objects: InfoFound[] = [];
  const problems: string[] = [];
  let problemCount = 0;
  for (const piece of pieces) {
    const expectedType = TYPE_OF_MEMBER.get(piece.member);
    if (expectedType === undefined) continue;
    const reading = readInfoReply(parseJson(body, piece, { label, limits }), { expectedType });
    if (reading.kind === "object") objects.push(reading);
    else {
      problemCount += 1;
      if (problems.length < limits.maxProblems) problems.push(problemOf(piece, reading));
    }
    yield;
  }
  return objects[0]?.type === "aggregate" && objects[0].id === id
    ? { kind: "tree", objects, problems, problemCount }
    : undefined;
}

type Unread = Exclude<ReturnType<typeof readInfoReply>, { kind: "object" }>;

function problemOf({ member, start }: MemberPiece, reading: Unread): string {
  const reason = reading.kind === "error" ? reading.message : reading.reason;
  return `${member}, at byte ${start}: ${reason}`;
}
