import { join } from "node:path";

/** Where the authority of a folder is. */
export const caPaths = (dir: string) => ({
  certificate: join(dir, "ca.crt"),
  key: join(dir, "ca.key"),
});
