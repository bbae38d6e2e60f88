import type { FromWorker, JobSetup } from "../messages.js";
import { engineError } from "./engine-error.js";
import { inspect } from "./inspect.js";
import { openReader } from "./open-connection.js";

/** One check or one copy of the store as it is at this moment; the store goes on beside it. */
export function runJob(setup: JobSetup, send: (message: FromWorker) => void): void {
  try {
    const connection = openReader(setup.file);
    try {
      if (setup.job === "copy") {
        connection.prepare("vacuum into ?").run([setup.target]);
        send({ kind: "result", call: 0, result: undefined });
      } else send({ kind: "result", call: 0, result: inspect(connection) });
    } finally {
      connection.database.close();
    }
  } catch (reason) {
    const { code, message } = engineError(setup.file, reason);
    send({ kind: "failed", call: 0, failure: { code, message } });
  }
}
