import type { Clock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { Logger } from "@signalbox/telemetry";
import type { AlertSettings } from "./alert-settings.js";
import { outputTrouble } from "./log-events.js";
import type { AlertOutput } from "./outputs/alert-output.js";
import { commandFileOutput } from "./outputs/command-file-output.js";
import { logOutput } from "./outputs/log-output.js";
import { webhookOutput } from "./outputs/webhook-output.js";

const FIRST_RETRY_MS = 1000;
const MAX_RETRY_MS = 60_000;
const WEBHOOK_TIMEOUT_MS = 10_000;

export interface OutputParts {
  readonly logger: Pick<Logger, "log">;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The outputs that the settings name. @throws AppError `invalid_argument` for a webhook URL that is none */
export function openOutputs(settings: AlertSettings, parts: OutputParts): readonly AlertOutput[] {
  const { logger, clock, random } = parts;
  const outputs: AlertOutput[] = settings.logs ? [logOutput(logger)] : [];
  const shared = (name: string) => ({
    maxWaiting: settings.maxWaiting,
    initialDelayMs: FIRST_RETRY_MS,
    maxDelayMs: MAX_RETRY_MS,
    clock,
    random,
    onTrouble: (error: AppError) => logger.log(outputTrouble(name, error.message)),
  });
  const { nagiosCommandFile, webhookUrl, webhookToken } = settings;
  if (nagiosCommandFile !== "") {
    outputs.push(commandFileOutput({ ...shared("nagios"), file: nagiosCommandFile }));
  }
  if (webhookUrl !== "") {
    const timeoutMs = WEBHOOK_TIMEOUT_MS;
    const webhook = { ...shared("webhook"), url: webhookUrl, token: webhookToken, timeoutMs };
    outputs.push(webhookOutput(webhook));
  }
  return outputs;
}
