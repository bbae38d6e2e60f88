import { processIo, runService } from "@signalbox/config";
import { cacheManagerService } from "./service.js";

process.exitCode = await runService(cacheManagerService, processIo(process));
