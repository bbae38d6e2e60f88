import { exitCode, printableJson, type ReadArguments, UsageError } from "@signalbox/command-line";
import { AppError } from "@signalbox/errors";
import { readHref } from "@signalbox/monitoring-model";
import { connection } from "../args/connection.js";
import { simpleTool } from "../simple-tool.js";
import type { ToolIo } from "../tool-io.js";
import { askStores } from "./ask-stores.js";
import { type CrawlReport, showCounts, showTree, type CrawlCosts } from "./crawl-report.js";
import { crawlSpec } from "./crawl-spec.js";
import { crawlStore } from "./crawl-store.js";

/** `signalbox datastore crawl`: a whole store, or the stores of an opsconfig. */
export const crawlCommand = simpleTool(crawlSpec, async (args, io, parts) => {
  const connect = await connection(args, io, parts);
  const [url = ""] = args.operands;
  const { type, id } = readHref(url);
  if (type === undefined || id === undefined) {
    throw new UsageError("<url> is not an info URL such as https://host/info/aggregate/<id>");
  }
  const client = connect(url);
  try {
    if (type === "opsconfig") return await askStores({ client, connect, url }, args, { io, parts });
    const { report, costs } = await crawlStore(client, { type, id }, { args, clock: parts.clock });
    print(report, costs, { args, io });
    return report.isComplete ? exitCode.ok : exitCode.failed;
  } finally {
    client.close();
  }
});

function print(
  report: CrawlReport,
  costs: CrawlCosts,
  { args, io }: { readonly args: ReadArguments; readonly io: ToolIo },
): void {
  if (args.switches.has("json")) {
    const { counts, problems, problemCount, isComplete } = report;
    const objects = report.objects.map(({ found, from }) => ({
      type: found.type,
      id: found.id,
      ...(from && { from }),
      object: found.object,
      notes: found.notes,
    }));
    const told = problems.map(({ error, ...problem }) => ({
      ...problem,
      ...(error instanceof AppError && { code: error.code }),
    }));
    const json = { isComplete, counts, ...costs, problemCount, problems: told, objects };
    io.stdout.write(`${printableJson(json, 2)}\n`);
    return;
  }
  if (!args.switches.has("counts")) io.stdout.write(showTree(report));
  io.stdout.write(showCounts(report, costs));
}
