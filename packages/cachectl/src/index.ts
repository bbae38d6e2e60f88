export { dispatch } from "./dispatch.js";
export type { EndSignal, Output, Shell } from "./shell.js";
