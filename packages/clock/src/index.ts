export type { Cancel, Clock } from "./clock.js";
export { systemClock } from "./system-clock.js";
export { sleep } from "./sleep.js";
export { runInTurns, runSteps, type Steps } from "./steps.js";
export { startTicker } from "./ticker.js";
