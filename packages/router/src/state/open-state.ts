import type { RouterFile } from "../config/service-schema.js";
import { statePaths, StoredState } from "./stored-state.js";

/** The router's state on disk, where the settings say it is. Nothing is read yet. */
export function openState({
  state_dir,
  routing_file,
  rest_api_server: rest,
}: RouterFile): StoredState {
  return new StoredState(
    statePaths(state_dir, {
      apiKey: rest.api_key_file,
      routing: routing_file,
      certificate: rest.server_cert,
      certificateKey: rest.server_key,
    }),
  );
}
