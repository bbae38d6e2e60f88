import type { OptionSpec } from "@signalbox/command-line";

export const metricsOption: OptionSpec = {
  name: "metrics",
  value: "FILE",
  description:
    "JSON: the selection input, as PUT /v1/timestamped_selection_input takes it. Nothing in it expires.",
};
