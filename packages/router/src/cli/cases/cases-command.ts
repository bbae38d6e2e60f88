import { exitCode, printable, UsageError } from "@signalbox/command-line";
import { AppError } from "@signalbox/errors";
import { explain, type ExplainAnswer } from "../../core/explain.js";
import { seedFrom } from "../args/seed-option.js";
import { OfflineRouter } from "../offline/offline-router.js";
import type { RouteIo } from "../route-io.js";
import { coloursFor } from "../show/colours.js";
import { simpleCommand, warner } from "../simple-command.js";
import { readCasesFile, type CasesFile, type RouteCase } from "./cases-file.js";
import { casesSpec } from "./cases-spec.js";
import { judgeCase } from "./judge-case.js";

/** `signalbox route test`. */
export const casesCommand = simpleCommand(casesSpec, async (args, io, parts) => {
  const [path = ""] = args.operands;
  const file = await readCasesFile(path, seedFrom(args) ?? 0);
  const router = await OfflineRouter.start(file.routing, file.routingName, parts.clock);
  try {
    const failed = await runCases(file, router, io);
    const count = file.cases.length;
    io.stdout.write(`${count} ${count === 1 ? "case" : "cases"}, ${failed} failed\n`);
    return failed === 0 ? exitCode.ok : exitCode.failed;
  } finally {
    for (const notice of router.notices.take()) warner(io, casesSpec)(notice);
    await router.close();
  }
});

/** @returns how many failed */
async function runCases(file: CasesFile, router: OfflineRouter, io: RouteIo): Promise<number> {
  const { green, red } = coloursFor(io);
  let failed = 0;
  for (const [at, each] of file.cases.entries()) {
    const answer = await answerTo(each, `cases[${at}]`, file, router);
    const { isPassed, text } = judgeCase(each, answer);
    if (!isPassed) failed++;
    const verdict = isPassed ? green("ok    ") : red("FAILED");
    io.stdout.write(`${verdict}  ${printable(each.name)}: ${text}\n`);
  }
  return failed;
}

async function answerTo(
  { question, metrics }: RouteCase,
  where: string,
  file: CasesFile,
  router: OfflineRouter,
): Promise<ExplainAnswer> {
  router.setMetrics(file.metrics, `metrics of ${where}`, metrics);
  try {
    return await explain(router.core, question, () => 0);
  } catch (error) {
    throw new UsageError(`${where}: ${AppError.from(error).message}`, { cause: error });
  }
}
