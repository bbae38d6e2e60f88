import { processIo } from "@signalbox/config";
import { dispatch } from "./dispatch.js";

process.exitCode = await dispatch(processIo(process));
