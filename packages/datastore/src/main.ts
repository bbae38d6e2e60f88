import { processIo } from "@signalbox/config";
import { datastoreCommand } from "./cli/datastore-command.js";

process.exitCode = await datastoreCommand(processIo(process));
