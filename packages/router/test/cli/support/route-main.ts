import { processIo } from "@signalbox/config";
import { routeCommand } from "../../../src/cli/route-command.js";

process.exitCode = await routeCommand(processIo(process));
