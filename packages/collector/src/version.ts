import { packageVersion } from "@signalbox/config";

export const VERSION = packageVersion(import.meta.url);
