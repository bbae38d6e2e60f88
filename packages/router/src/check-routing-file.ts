import { join } from "node:path";
import { systemClock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { OfflineRouter } from "./cli/offline/offline-router.js";
import type { RouterFile } from "./config/service-schema.js";
import { readDocumentFile } from "./state/document-file.js";

/**
 * Reads the routing configuration the router would start with, its Lua included.
 *
 * @throws AppError `invalid_argument` that names the file and what is wrong with it
 */
export async function checkRoutingFile({ state_dir, routing_file }: RouterFile): Promise<void> {
  const path = routing_file === "" ? join(state_dir, "routing.json") : routing_file;
  const document = await readDocumentFile(path);
  if (document !== undefined) {
    const router = await OfflineRouter.start(document, path, systemClock);
    await router.close();
  } else if (routing_file !== "") {
    throw new AppError("invalid_argument", `routing_file: there is no file ${routing_file}`);
  }
}
