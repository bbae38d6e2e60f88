/** The core servers run on, and the one for load: what is measured never shares a core with what measures. */
export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
}

/** The same command, bound to one core where `taskset` is installed and there are two. */
export function pinned(core: number, isPossible: boolean, { command, args }: Command): Command {
  if (!isPossible) return { command, args };
  return { command: "taskset", args: ["-c", String(core), command, ...args] };
}

/** Takes the binding of `pinned` away again. */
export function onAllCores(isPossible: boolean, { command, args }: Command): Command {
  if (!isPossible) return { command, args };
  const cores = `${SERVER_CORE},${LOAD_CORE}`;
  return { command: "taskset", args: ["-c", cores, command, ...args] };
}
