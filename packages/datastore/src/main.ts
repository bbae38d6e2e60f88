import { processIo, runService } from "@signalbox/config";
import { datastoreService } from "./service.js";

process.exitCode = await runService(datastoreService, processIo(process));
