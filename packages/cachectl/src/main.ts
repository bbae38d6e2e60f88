import { systemClock } from "@signalbox/clock";
import { dispatch } from "./dispatch.js";
import type { EndSignal, Output, Shell } from "./shell.js";

const END_SIGNALS: readonly EndSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
const DEFAULT_COLUMNS = 80;
const DEFAULT_ROWS = 24;

function outputOf(stream: NodeJS.WriteStream): Output {
  // A reader that has left (`cachectl keys | head`) is no failure, and nobody is there to be told.
  stream.on("error", () => undefined);
  return {
    write: (bytes) => new Promise((resolve) => void stream.write(bytes, () => resolve())),
    isTty: stream.isTTY,
    // Both are missing when the stream is no terminal, whatever their types say.
    columns: stream.isTTY ? stream.columns : DEFAULT_COLUMNS,
    rows: stream.isTTY ? stream.rows : DEFAULT_ROWS,
  };
}

function onEndSignal(listener: (signal: EndSignal) => void): () => void {
  for (const signal of END_SIGNALS) process.on(signal, listener);
  return () => {
    for (const signal of END_SIGNALS) process.off(signal, listener);
  };
}

const shell: Shell = {
  env: process.env,
  cwd: process.cwd(),
  stdin: () => process.stdin,
  stdout: outputOf(process.stdout),
  stderr: outputOf(process.stderr),
  clock: systemClock,
  onEndSignal,
};

// The clock's timers let a process end; an open port keeps it until the command is through.
const stayAlive = new MessageChannel().port1;
stayAlive.ref();
process.exitCode = await dispatch(process.argv.slice(2), shell);
stayAlive.close();
