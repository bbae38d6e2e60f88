import { countOption, type ReadArguments } from "@signalbox/command-line";
import { crawl, type CrawlRoot, type DatastoreClient } from "@signalbox/datastore-client";
import type { ToolParts } from "../tool-io.js";
import { CrawlReport, type CrawlCosts } from "./crawl-report.js";

/** Walks over one store. @throws AppError when its root cannot be read */
export async function crawlStore(
  client: DatastoreClient,
  root: { readonly type: CrawlRoot; readonly id: string },
  { args, clock }: { readonly args: ReadArguments; readonly clock: ToolParts["clock"] },
): Promise<{ readonly report: CrawlReport; readonly costs: CrawlCosts }> {
  const parallel = countOption(args, "parallel", { min: 1, max: 1000 });
  const maxObjects = countOption(args, "max-objects", { min: 1 });
  const report = new CrawlReport();
  const startMs = clock.monotonicMs();
  const findings = crawl({
    client,
    root,
    atOnce: !args.switches.has("one-by-one"),
    ...(parallel !== undefined && { parallel }),
    ...(maxObjects !== undefined && { maxObjects }),
  });
  for await (const finding of findings) report.add(finding);
  const costs = { ...trafficOf(client), tookMs: clock.monotonicMs() - startMs };
  return { report, costs };
}

function trafficOf({ traffic }: DatastoreClient): Omit<CrawlCosts, "tookMs"> {
  return { requests: traffic.requests, receivedBytes: traffic.receivedBytes };
}
