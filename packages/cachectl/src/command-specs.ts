import type { CommandSpec } from "@signalbox/command-line";
import { keysSpec } from "./admin/keys.js";
import { statusSpec } from "./admin/status.js";
import { checkSpec } from "./check/check-options.js";
import { completionSpec } from "./completion/completion-options.js";
import { delSpec } from "./data/del.js";
import { getSpec } from "./data/get.js";
import { setSpec } from "./data/set.js";
import { envSpec } from "./env/env.js";
import { runSpec } from "./run/run-options.js";
import { topSpec } from "./top/top.js";

/** Every command, in the order `--help` shows them. */
export const commandSpecs: readonly CommandSpec[] = [
  runSpec,
  envSpec,
  checkSpec,
  statusSpec,
  topSpec,
  keysSpec,
  getSpec,
  setSpec,
  delSpec,
  completionSpec,
];
