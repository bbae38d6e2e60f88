import {
  exitCode,
  printableJson,
  type ReadArguments,
  textOption,
  UsageError,
} from "@signalbox/command-line";
import { explain, type ExplainAnswer, type ExplainQuestion } from "../../core/explain.js";
import { OfflineRouter } from "../offline/offline-router.js";
import { readDocument } from "../offline/read-document.js";
import type { RouteIo, RouteParts } from "../route-io.js";
import { coloursFor } from "../show/colours.js";
import { simpleCommand, warner, type Warn } from "../simple-command.js";
import { askRouter } from "./ask-router.js";
import { questionBody, questionFrom } from "./explain-question.js";
import { explainSpec } from "./explain-spec.js";
import { readAnswer } from "./read-answer.js";
import { addressFrom, addressOptions } from "./router-address.js";
import { showAnswer } from "./show-answer.js";

/** `signalbox route explain`. */
export const explainCommand = simpleCommand(explainSpec, async (args, io, parts) => {
  const question = questionFrom(args);
  const answer = await answerTo(question, args, io, parts);
  const text = args.switches.has("json")
    ? `${printableJson(answer)}\n`
    : showAnswer(answer, coloursFor(io));
  io.stdout.write(text);
  return exitCode.ok;
});

async function answerTo(
  question: ExplainQuestion,
  args: ReadArguments,
  io: RouteIo,
  parts: RouteParts,
): Promise<ExplainAnswer> {
  const warn = warner(io, explainSpec);
  const routing = textOption(args, "routing");
  if (routing !== undefined) return explainOffline(question, { args, routing, warn, parts });
  if (args.options.has("metrics")) throw new UsageError("--metrics needs --routing");
  const address = await addressFrom(args, warn);
  return readAnswer(await askRouter(address, questionBody(question), parts.clock));
}

interface Offline {
  readonly args: ReadArguments;
  readonly routing: string;
  readonly warn: Warn;
  readonly parts: RouteParts;
}

async function explainOffline(
  question: ExplainQuestion,
  { args, routing, warn, parts }: Offline,
): Promise<ExplainAnswer> {
  const online = addressOptions.find(({ name }) => args.options.has(name));
  if (online) throw new UsageError(`--${online.name} and --routing do not go together`);
  const metricsFile = textOption(args, "metrics");
  const document = await readDocument(routing);
  const metrics = metricsFile === undefined ? {} : await readDocument(metricsFile);
  const router = await OfflineRouter.start(document, routing, parts.clock);
  try {
    router.setMetrics(metrics, metricsFile ?? "metrics");
    return await explain(router.core, question, parts.random);
  } finally {
    for (const notice of router.notices.take()) warn(notice);
    await router.close();
  }
}
