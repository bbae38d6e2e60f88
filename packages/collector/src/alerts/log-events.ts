import type { LogEvent } from "@signalbox/telemetry";

export const outputTrouble = (output: string, reason: string): LogEvent => ({
  level: "warning",
  event: "alert_output_trouble",
  message: `Notices to ${output} are delayed or lost: ${reason}.`,
  fields: { output },
});

export const alertsFailed = (reason: string): LogEvent => ({
  level: "error",
  event: "alerts_failed",
  message: `Rules could not be applied or their states not be saved; this is tried again: ${reason}.`,
});

export const pointsSkipped = (count: number, limit: number): LogEvent => ({
  level: "warning",
  event: "alert_points_skipped",
  message: `Rules did not see ${count} points: more than ${limit} waited for them.`,
});

export const statesRefused = (limit: number): LogEvent => ({
  level: "warning",
  event: "alert_states_full",
  message: `Rules match more than ${limit} series; further ones are not watched.`,
});
