import { systemClock } from "@signalbox/clock";
import { AppError } from "@signalbox/errors";
import { OfflineRouter } from "./cli/offline/offline-router.js";
import type { RouterFile } from "./config/service-schema.js";
import { openState } from "./state/open-state.js";

/**
 * Reads the routing configuration the router would start with, its Lua included.
 *
 * @throws AppError `invalid_argument` that names the file and what is wrong with it
 */
export async function checkRoutingFile(config: RouterFile): Promise<void> {
  const state = openState(config);
  const document = await state.routing();
  if (document !== undefined) {
    const router = await OfflineRouter.start(document, state.paths.routing, systemClock);
    await router.close();
  } else if (config.routing_file !== "") {
    const message = `routing_file: there is no file ${config.routing_file}`;
    throw new AppError("invalid_argument", message);
  }
}
