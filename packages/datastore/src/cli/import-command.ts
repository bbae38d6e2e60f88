import { createReadStream } from "node:fs";
import { exitCode, type ReadArguments, textOption, UsageError } from "@signalbox/command-line";
import { AppError, oneLine } from "@signalbox/errors";
import { readPrecision, type Precision } from "@signalbox/telegraf-ingest";
import { ObjectReader } from "../ingest/info/object-reader.js";
import { sniffed } from "../import/import-form.js";
import type { ImportSummary } from "../import/import-report.js";
import type { ImportSink } from "../import/import-sink.js";
import { Importer } from "../import/importer.js";
import { readElements } from "../import/read-elements.js";
import { readLineProtocol } from "../import/read-line-protocol.js";
import { importSink } from "./import-sink-of.js";
import { importSpec } from "./import-spec.js";
import { simpleTool } from "./simple-tool.js";
import type { ToolIo, ToolParts } from "./tool-io.js";

const STDIN = "-";
const STDIN_FD = 0;

/** `signalbox datastore import <file>`. */
export const importCommand = simpleTool(importSpec, async (args, io, parts) => {
  const [file = STDIN] = args.operands;
  const precision = precisionOf(args);
  const input = await openInput(file);
  const sink = await importSink(args, io, parts);
  try {
    return await runImport({ args, io, parts, input, precision, sink });
  } finally {
    await sink.close();
  }
});

interface ImportRun {
  readonly args: ReadArguments;
  readonly io: ToolIo;
  readonly parts: ToolParts;
  readonly input: AsyncIterable<Buffer>;
  readonly precision: Precision;
  readonly sink: ImportSink;
}

async function runImport({ args, io, parts, input, precision, sink }: ImportRun): Promise<number> {
  const { clock } = parts;
  const isQuiet = args.switches.has("quiet");
  const importer = new Importer({
    sink,
    clock,
    ...(!isQuiet && { onProgress: (summary) => io.stderr.write(`${progressText(summary)}\n`) }),
  });
  const { form, chunks } = await sniffed(input);
  let failure: unknown;
  try {
    if (form === "lines") await readLineProtocol(chunks, { importer, clock, precision });
    else {
      const objectType = textOption(args, "type");
      const asNew = args.switches.has("as-new");
      await readElements(chunks, {
        importer,
        clock,
        reader: new ObjectReader(),
        objectType,
        asNew,
      });
    }
  } catch (reason) {
    failure = reason;
  }
  return tell(importer.report.summary, failure, io, args.switches.has("json"));
}

function tell(summary: ImportSummary, failure: unknown, io: ToolIo, asJson: boolean): number {
  for (const remark of summary.remarks) io.stderr.write(`import: ${remark}\n`);
  if (failure !== undefined) io.stderr.write(`import: stopped: ${messageOf(failure)}\n`);
  const isWhole = failure === undefined;
  io.stdout.write(
    asJson ? `${JSON.stringify({ complete: isWhole, ...summary })}\n` : summaryText(summary),
  );
  const { info, points, unreadable } = summary;
  const isClean = info.refused === 0 && points.refused === 0 && unreadable === 0;
  return isWhole && isClean ? exitCode.ok : exitCode.failed;
}

function summaryText({ info, points, unreadable }: ImportSummary): string {
  const lines = [
    `info:   ${info.inserted} inserted, ${info.updated} updated, ${info.unchanged} unchanged, ${info.refused} refused`,
    `points: ${points.inserted} inserted, ${points.duplicates} there already, ${points.replaced} replaced, ${points.refused} refused`,
  ];
  if (unreadable > 0) lines.push(`unreadable: ${unreadable}`);
  return `${lines.join("\n")}\n`;
}

function progressText({ info, points }: ImportSummary): string {
  const objects = info.inserted + info.updated + info.unchanged;
  const written = points.inserted + points.duplicates + points.replaced;
  return `import: ${objects} objects, ${written} points so far`;
}

function precisionOf(args: ReadArguments): Precision {
  const text = textOption(args, "precision");
  const precision = readPrecision(text);
  if (precision !== undefined) return precision;
  throw new UsageError(`--precision: ${text ?? ""} is not ns, us, ms, s, m or h`);
}

/** Opens it at once, so that a name that is wrong is told before anything is written. */
async function openInput(file: string): Promise<AsyncIterable<Buffer>> {
  const stream =
    file === STDIN
      ? createReadStream("", { fd: STDIN_FD, autoClose: false })
      : createReadStream(file);
  if (file !== STDIN) {
    await new Promise<void>((resolve, reject) => {
      stream.once("open", () => resolve());
      stream.once("error", (error) =>
        reject(new UsageError(`cannot read ${file}: ${error.message}`, { cause: error })),
      );
    });
  }
  // Without an encoding a stream of bytes gives buffers.
  return stream as AsyncIterable<Buffer>;
}

// Errors of Node's core are of another realm under test runners: their message is what counts.
function messageOf(reason: unknown): string {
  if (reason instanceof AppError) return oneLine(reason.message);
  const isError = typeof reason === "object" && reason !== null && "message" in reason;
  return oneLine(isError ? String(reason.message) : String(reason));
}
