import type { ReadStream } from "node:tty";
import type { Shell } from "../shell.js";

const CTRL_C = "\u0003";

function isTerminal(stream: NodeJS.ReadableStream): stream is ReadStream {
  return "isTTY" in stream && stream.isTTY === true;
}

/** Calls `onStop` for `q`, Ctrl-C and the signals that end a program. The returned function undoes everything. */
export function listenForStop(shell: Shell, onStop: () => void): () => void {
  const stopSignals = shell.onEndSignal(onStop);
  if (!shell.stdout.isTty) return stopSignals;
  const stdin = shell.stdin();
  if (!isTerminal(stdin)) return stopSignals;
  const onData = (bytes: Buffer): void => {
    const typed = bytes.toString("latin1");
    if (typed.includes("q") || typed.includes(CTRL_C)) onStop();
  };
  stdin.setRawMode(true);
  stdin.on("data", onData);
  return () => {
    stopSignals();
    stdin.off("data", onData);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
