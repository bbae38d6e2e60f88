import { processIo } from "@signalbox/config";
import { runDatastore } from "./run-datastore.js";

process.exitCode = await runDatastore(processIo(process));
