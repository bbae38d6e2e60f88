import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "@signalbox/clock";
import type { AppError } from "@signalbox/errors";
import type { FromWorker, JobSetup, ToWorker, WorkerSetup } from "../messages.js";
import { engineError } from "./engine-error.js";
import { openConnection, takeLock } from "./open-connection.js";
import { runJob } from "./side-job.js";
import { loadParts } from "./store-parts.js";
import { Turns } from "./turns.js";

type Send = (message: FromWorker) => void;

/** The one thread that writes. It ends when it is told to close, or when something goes wrong that nobody can be told of. */
function keepStore(setup: WorkerSetup, send: Send): void {
  const toAppError = (reason: unknown): AppError => engineError(setup.file, reason);
  try {
    const turns = openStore(setup, send, toAppError);
    parentPort?.on("message", (message: ToWorker) => turns.take(message));
    send({ kind: "ready" });
  } catch (reason) {
    const { code, message } = toAppError(reason);
    send({ kind: "ready", failure: { code, message } });
  }
}

function openStore(
  setup: WorkerSetup,
  send: Send,
  toAppError: (reason: unknown) => AppError,
): Turns {
  const release = takeLock(setup.file);
  try {
    const connection = openConnection(setup);
    const parts = loadParts(connection, setup);
    const close = (): void => {
      connection.database.close();
      release();
      // After the answer to the call.
      systemClock.soon(() => parentPort?.close());
    };
    const { file, flushBytes } = setup;
    return new Turns({ clock: systemClock, parts, file, flushBytes, send, toAppError, close });
  } catch (error) {
    release();
    throw error;
  }
}

// The other side made both: see worker-client.ts and side-jobs.ts.
const setup = workerData as WorkerSetup | JobSetup;
const send: Send = (message) => parentPort?.postMessage(message);
if ("job" in setup) runJob(setup, send);
else keepStore(setup, send);
