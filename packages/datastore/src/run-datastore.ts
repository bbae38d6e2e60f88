import { runService, type ServiceIo } from "@signalbox/config";
import { datastoreCommand } from "./cli/datastore-command.js";
import { datastoreService } from "./service.js";

/** `signalbox datastore`: the service, or the tool that the first word names. @returns the exit code */
export function runDatastore(io: ServiceIo): Promise<number> {
  return datastoreCommand(io, { service: (own) => runService(datastoreService, own) });
}
