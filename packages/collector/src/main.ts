import { processIo } from "@signalbox/config";
import { collectorCommand } from "./cli/collector-command.js";

process.exitCode = await collectorCommand(processIo(process));
