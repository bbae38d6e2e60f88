import { runService, type ServiceIo } from "@signalbox/config";
import { datastoreCommand } from "./cli/datastore-command.js";
import { importSpec } from "./cli/import-spec.js";
import { datastoreService } from "./service.js";

/** `signalbox datastore`: the service, or the tool that the first word names. @returns the exit code */
export function runDatastore(io: ServiceIo): Promise<number> {
  return datastoreCommand(io, {
    service: (own) => runService(datastoreService, own),
    importTool: {
      spec: importSpec,
      // Loaded when it is called, as the other tools are.
      run: async (own, parts) => {
        const { importCommand } = await import("./cli/import-command.js");
        return importCommand(own, parts);
      },
    },
  });
}
