import { processIo, runService } from "@signalbox/config";
import { routerService } from "./service.js";

process.exitCode = await runService(routerService, processIo(process));
