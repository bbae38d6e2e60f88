import {
  countOption,
  exitCode,
  type ReadArguments,
  secondsOption,
  UsageError,
} from "@signalbox/command-line";
import {
  crawl,
  type CrawlFinding,
  type CrawlProblem,
  type DatastoreClient,
} from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import { InfoValidator, readHref } from "@signalbox/monitoring-model";
import { connection } from "../args/connection.js";
import { simpleTool } from "../simple-tool.js";
import type { ToolIo, ToolParts } from "../tool-io.js";
import { checkDataReply } from "./check-data.js";
import { checkObject } from "./check-object.js";
import { checkRecentData, ReportedMetrics } from "./recent-data.js";
import { Remarks } from "./remark.js";
import { showRemarks } from "./show-remarks.js";
import { validateSpec } from "./validate-spec.js";

/** What was looked at. */
export interface Checked {
  objects: number;
  points: number;
}

interface Check {
  readonly client: DatastoreClient;
  readonly url: string;
  readonly args: ReadArguments;
  readonly io: ToolIo;
  readonly parts: ToolParts;
  readonly validator: InfoValidator;
  readonly remarks: Remarks;
  readonly checked: Checked;
}

/** `signalbox datastore validate`: problems of one reply, or of a whole store. */
export const validateCommand = simpleTool(validateSpec, async (args, io, parts) => {
  const connect = await connection(args, io, parts);
  const [url = ""] = args.operands;
  if (args.options.has("data") && !args.switches.has("follow")) {
    throw new UsageError("--data needs --follow");
  }
  const client = connect(url);
  const remarks = new Remarks();
  const checked: Checked = { objects: 0, points: 0 };
  const check = { client, url, args, io, parts, remarks, checked, validator: new InfoValidator() };
  try {
    if (isDataUrl(url)) await checkData(check);
    else if (args.switches.has("follow")) await checkStore(check);
    else await checkOne(check);
  } finally {
    client.close();
  }
  io.stdout.write(showRemarks(remarks, checked, args.switches.has("json")));
  return remarks.problems === 0 ? exitCode.ok : exitCode.failed;
});

function isDataUrl(url: string): boolean {
  return URL.canParse(url) && new URL(url).searchParams.has("q");
}

async function checkData({ client, url, validator, remarks, checked }: Check): Promise<void> {
  const answer = await client.json(url);
  checked.points += checkDataReply(answer.value, "data", { validator, remarks });
}

async function checkOne({ client, url, validator, remarks, checked }: Check): Promise<void> {
  const answer = await client.infoAt(url);
  if (answer.kind !== "object") {
    throw new AppError("not_found", answer.kind === "absent" ? answer.message : "not modified");
  }
  checked.objects += 1;
  checkObject({ found: answer, sent: answer.sent }, validator, remarks);
  const asked = readHref(url);
  const about = `${answer.type} ${answer.id}`;
  if (asked.id !== answer.id) remarks.problem(about, "id", `the URL says ${asked.id ?? "none"}`);
}

async function checkStore(check: Check): Promise<void> {
  const { client, url, args, parts, remarks, checked } = check;
  const { type, id } = readHref(url);
  if (type === undefined || id === undefined || type === "opsconfig") {
    throw new UsageError("<url> is not the info URL of an object of a store");
  }
  const parallel = countOption(args, "parallel", { min: 1, max: 1000 });
  const maxObjects = countOption(args, "max-objects", { min: 1 });
  const seconds = secondsOption(args, "data", { min: 1 });
  const reported = new ReportedMetrics();
  let measRef: string | undefined;
  const findings = crawl({
    client,
    root: { type, id },
    // What is to be checked is each reply as any collector gets it.
    atOnce: false,
    ...(parallel !== undefined && { parallel }),
    ...(maxObjects !== undefined && { maxObjects }),
  });
  for await (const finding of findings) {
    checkFinding(finding, check);
    if (finding.kind !== "object") continue;
    reported.add(finding);
    if (finding.from === undefined && "measRef" in finding.found.object) {
      ({ measRef } = finding.found.object);
    }
  }
  if (seconds === undefined) return;
  const when = { nowMs: parts.clock.wallMs(), seconds };
  checked.points += await checkRecentData(reported, { client, measRef, remarks }, when);
}

function checkFinding(finding: CrawlFinding, { validator, remarks, checked }: Check): void {
  if (finding.kind === "object") {
    checked.objects += 1;
    checkObject(finding, validator, remarks);
    return;
  }
  const { message, from } = finding;
  const about = from === undefined ? "crawl" : `${from.type} ${from.id}`;
  const path = from?.field ?? "";
  if (finding.problem === "elsewhere") remarks.note(about, path, message);
  else remarks.problem(about, path, problemText(finding));
}

const WORDS: Readonly<Record<CrawlProblem["problem"], string>> = {
  absent: "leads to nothing",
  elsewhere: "leads elsewhere",
  failed: "leads to no usable answer",
  "other-id": "leads to another id",
  limit: "not all was read",
};

function problemText({ problem, type, href, id, message }: CrawlProblem): string {
  const target = href ?? [type, id].filter((part) => part !== undefined).join(" ");
  return `${target === "" ? "" : `${target} `}${WORDS[problem]}: ${message}`;
}
