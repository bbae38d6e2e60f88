import { parseDurationMs } from "@signalbox/config";
import type { CollectorConfig } from "../config/service-schema.js";
import type { AlertRule } from "./alert-rule.js";
import { readRules } from "./read-rules.js";

/** The section `alerts` in numbers. Empty texts: no such output. */
export interface AlertSettings {
  readonly rules: readonly AlertRule[];
  readonly intervalMs: number;
  readonly repeatMs: number;
  readonly logs: boolean;
  readonly nagiosCommandFile: string;
  readonly webhookUrl: string;
  readonly webhookToken: string;
  readonly maxWaiting: number;
  readonly defaultPeriodMs: number;
}

export function toAlertSettings({
  alerts,
  poll,
}: Pick<CollectorConfig, "alerts" | "poll">): AlertSettings {
  return {
    rules: readRules(alerts),
    intervalMs: parseDurationMs(alerts.interval),
    repeatMs: parseDurationMs(alerts.repeat),
    logs: alerts.log,
    nagiosCommandFile: alerts.nagios_command_file,
    webhookUrl: alerts.webhook_url,
    webhookToken: alerts.webhook_token,
    maxWaiting: alerts.max_waiting,
    defaultPeriodMs: parseDurationMs(poll.default_period),
  };
}
