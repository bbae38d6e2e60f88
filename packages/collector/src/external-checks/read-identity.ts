import { readFile } from "node:fs/promises";
import { AppError } from "@signalbox/errors";
import type { ExternalChecksConfig } from "./check-settings.js";
import type { ProbeIdentity } from "./url-probe.js";

/** The PEM files that the section names. @throws AppError `invalid_argument` naming a file that cannot be read */
export async function readProbeIdentity({
  trust,
  certificate,
}: Pick<ExternalChecksConfig, "trust" | "certificate">): Promise<ProbeIdentity> {
  const ca = trust === "" ? undefined : await pem(trust);
  // One file holds both; each reader takes its part.
  const own = certificate === "" ? undefined : await pem(certificate);
  return { ...(ca !== undefined && { ca }), ...(own !== undefined && { cert: own, key: own }) };
}

function pem(file: string): Promise<string> {
  return readFile(file, "utf8").catch((cause: unknown) => {
    throw new AppError("invalid_argument", `external_checks: cannot read ${file}`, { cause });
  });
}
