import {
  countOption,
  exitCode,
  printable,
  printableJson,
  type ReadArguments,
} from "@signalbox/command-line";
import type { DatastoreClient } from "@signalbox/datastore-client";
import { AppError } from "@signalbox/errors";
import { isInfoType, readHref, type Opsconfig } from "@signalbox/monitoring-model";
import type { Connect } from "../args/connection.js";
import { columns } from "../show/columns.js";
import type { ToolIo, ToolParts } from "../tool-io.js";
import { crawlStore } from "./crawl-store.js";

const DEFAULT_PARALLEL = 6;

interface OpsconfigAt {
  readonly client: DatastoreClient;
  readonly connect: Connect;
  readonly url: string;
}

interface StoreOutcome {
  readonly type: string;
  readonly id: string;
  readonly href: string;
  readonly outcome: "ok" | "incomplete" | "absent" | "failed";
  /** What was found, or why nothing. */
  readonly text: string;
  readonly tookMs: number;
}

/** Asks every store of an opsconfig for its root, or walks over it with `--whole`. */
export async function askStores(
  { client, connect, url }: OpsconfigAt,
  args: ReadArguments,
  { io, parts }: { readonly io: ToolIo; readonly parts: ToolParts },
): Promise<number> {
  const answer = await client.opsconfig(url);
  if (answer.kind !== "opsconfig") {
    throw new AppError("not_found", answer.kind === "absent" ? answer.message : "not modified");
  }
  const stores = storesOf(answer.opsconfig);
  const outcomes: StoreOutcome[] = [];
  const queue = stores.values();
  const worker = async (): Promise<void> => {
    for (const store of queue) outcomes.push(await askStore(store, connect, { args, parts }));
  };
  const parallel = countOption(args, "parallel", { min: 1, max: 1000 }) ?? DEFAULT_PARALLEL;
  await Promise.all(Array.from({ length: parallel }, worker));
  outcomes.sort((one, other) => stores.findIndex(is(one)) - stores.findIndex(is(other)));
  show(outcomes, { isJson: args.switches.has("json"), io });
  return outcomes.every(({ outcome }) => outcome === "ok") ? exitCode.ok : exitCode.failed;
}

type Store = Pick<StoreOutcome, "type" | "id" | "href">;

const is =
  ({ href }: Store) =>
  (store: Store): boolean =>
    store.href === href;

function storesOf({ aggregateStores, checkStores, authorities }: Opsconfig): readonly Store[] {
  const of = (type: string, list: readonly { readonly id: string; readonly href: string }[]) =>
    list.map(({ id, href }) => ({ type, id, href }));
  return [
    ...of("aggregate", aggregateStores),
    ...of("externalcheck", checkStores),
    ...of("authority", authorities),
  ];
}

async function askStore(
  store: Store,
  connect: Connect,
  { args, parts }: { readonly args: ReadArguments; readonly parts: ToolParts },
): Promise<StoreOutcome> {
  const startMs = parts.clock.monotonicMs();
  const end = (outcome: StoreOutcome["outcome"], text: string): StoreOutcome => {
    const tookMs = Math.round(parts.clock.monotonicMs() - startMs);
    return { ...store, outcome, text, tookMs };
  };
  try {
    const client = connect(store.href);
    try {
      if (!args.switches.has("whole")) {
        const answer = await client.infoAt(store.href);
        return answer.kind === "object"
          ? end("ok", `${answer.type} ${answer.id}, ${answer.notes.length} notes`)
          : end("absent", answer.kind === "absent" ? answer.message : "not modified");
      }
      const { type = store.type } = readHref(store.href);
      if (!isInfoType(type) || type === "opsconfig") return end("failed", "is not a store");
      const { report } = await crawlStore(
        client,
        { type, id: store.id },
        { args, clock: parts.clock },
      );
      const text = `${report.objects.length} objects, ${report.problemCount} problems`;
      return end(report.isComplete ? "ok" : "incomplete", text);
    } finally {
      client.close();
    }
  } catch (error) {
    return end("failed", AppError.from(error).message);
  }
}

function show(
  outcomes: readonly StoreOutcome[],
  { isJson, io }: { readonly isJson: boolean; readonly io: ToolIo },
): void {
  if (isJson) {
    io.stdout.write(`${printableJson(outcomes, 2)}\n`);
    return;
  }
  const rows = outcomes.map(({ outcome, type, id, text, tookMs }) =>
    [outcome, type, id, `${tookMs} ms`, text].map((cell) => printable(cell)),
  );
  const answered = outcomes.filter(({ outcome }) => outcome === "ok").length;
  io.stdout.write(`${columns(rows)}${answered} of ${outcomes.length} stores answered\n`);
}
