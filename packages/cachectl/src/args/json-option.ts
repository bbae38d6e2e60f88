import type { OptionSpec } from "./command-spec.js";

export const jsonOption: OptionSpec = { name: "json", description: "Print JSON." };
