import type { CommandSpec } from "./args/command-spec.js";
import { delSpec } from "./data/del.js";
import { getSpec } from "./data/get.js";
import { setSpec } from "./data/set.js";
import { runSpec } from "./run/run-options.js";

/** Every command, in the order `--help` shows them. */
export const commandSpecs: readonly CommandSpec[] = [runSpec, getSpec, setSpec, delSpec];
