import { exitCode, printable, printableJson, type ReadArguments } from "@signalbox/command-line";
import type { DataPart, DatastoreClient } from "@signalbox/datastore-client";
import { connection } from "../args/connection.js";
import { readQueryUrl, type TypedQuery } from "../args/query-url.js";
import { columns } from "../show/columns.js";
import { simpleTool } from "../simple-tool.js";
import type { ToolIo } from "../tool-io.js";
import { getSpec } from "./get-spec.js";
import { showObject } from "./show-object.js";
import { showPoints } from "./show-points.js";

/** `signalbox datastore get`: one reply, understood. */
export const getCommand = simpleTool(getSpec, async (args, io, parts) => {
  const connect = await connection(args, io, parts);
  const [url = ""] = args.operands;
  const typed = readQueryUrl(url);
  const client = connect(url);
  try {
    return await (typed === undefined
      ? getObject(client, url, { args, io })
      : getPoints(client, typed, { args, io }));
  } finally {
    client.close();
  }
});

interface Shell {
  readonly args: ReadArguments;
  readonly io: ToolIo;
}

async function getObject(
  client: DatastoreClient,
  url: string,
  { args, io }: Shell,
): Promise<number> {
  const answer = await client.infoAt(url);
  if (answer.kind !== "object") {
    const reason = answer.kind === "absent" ? answer.message : "not modified";
    io.stderr.write(`datastore get: ${printable(reason)}\n`);
    return exitCode.failed;
  }
  const { type, id, object, unknown, notes, sentSchema, etag } = answer;
  const json = { type, id, sentSchema, etag, object, unknown: Object.fromEntries(unknown), notes };
  io.stdout.write(args.switches.has("json") ? `${printableJson(json, 2)}\n` : showObject(answer));
  return exitCode.ok;
}

async function getPoints(
  client: DatastoreClient,
  { query, measRef }: TypedQuery,
  { args, io }: Shell,
): Promise<number> {
  let code: number = exitCode.ok;
  for await (const part of client.data(query, { measRef })) {
    if (part.kind === "failed") {
      io.stderr.write(`datastore get: ${printable(part.error.message)}\n`);
      code = exitCode.failed;
    } else if (args.switches.has("json")) {
      for (const item of part.items) io.stdout.write(`${printableJson(item)}\n`);
    } else io.stdout.write(showPoints(part.items) + showProblems(part));
  }
  return code;
}

function showProblems(part: Extract<DataPart, { kind: "points" }>): string {
  const { problems, problemCount, lostPoints, lostItems } = part;
  if (problemCount === 0) return "";
  const rows = problems.map(({ path, problem }) => [printable(path), printable(problem)]);
  const lost = `lost: ${lostItems} items, ${lostPoints} points`;
  return `notes (${problemCount}; ${lost})\n${columns(rows, "  ")}`;
}
