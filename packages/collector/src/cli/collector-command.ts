import { runService, type ServiceIo } from "@signalbox/config";
import { collectorService } from "../service.js";

/** `signalbox collector`: the service, or with `--once` one pass over all stores. @returns the exit code */
export async function collectorCommand(io: ServiceIo): Promise<number> {
  if (!io.argv.includes("--once")) return runService(collectorService, io);
  const { onceCommand } = await import("./once-command.js");
  return onceCommand(io);
}
