import { healthLua } from "./health.js";
import { hooksLua } from "./hooks.js";
import { inputLua } from "./input.js";
import { logLua } from "./log.js";
import { runnerLua } from "./runner.js";
import { sandboxLua } from "./sandbox.js";
import { sessionLua } from "./session.js";
import { tablesLua } from "./tables.js";

/** The one chunk that every virtual machine starts with. The parts share their local names, so the order matters. */
export const preludeLua = [
  sandboxLua,
  tablesLua,
  logLua,
  inputLua,
  healthLua,
  sessionLua,
  hooksLua,
  runnerLua,
].join("\n");
