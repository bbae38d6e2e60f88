import type { CommandSpec } from "@signalbox/command-line";

export const completionSpec: CommandSpec = {
  name: "completion",
  summary: "Print a completion script for bash, zsh or fish.",
  operands: ["<shell>"],
  options: [],
  notes: `
  bash:  source <(cachectl completion bash)
  zsh:   source <(cachectl completion zsh)
  fish:  cachectl completion fish | source

Exit code: 0 printed, 2 wrong command line.
`,
};
