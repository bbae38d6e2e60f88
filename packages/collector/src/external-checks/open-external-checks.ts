import { toExternalCheckSettings, type ExternalChecksConfig } from "./check-settings.js";
import { readProbeIdentity } from "./read-identity.js";
import {
  startExternalChecks,
  type ExternalCheckOptions,
  type RunningExternalChecks,
} from "./start-external-checks.js";
import { networkProbes } from "./url-probe.js";

/**
 * Starts the checks of a configuration without `externalCheckProblems`. To change them, close these and open others.
 *
 * @throws AppError `invalid_argument` naming a PEM file that cannot be read
 */
export async function openExternalChecks(
  config: ExternalChecksConfig,
  parts: Omit<ExternalCheckOptions, "settings">,
): Promise<RunningExternalChecks> {
  const settings = toExternalCheckSettings(config);
  const probes = parts.probes ?? networkProbes(await readProbeIdentity(config));
  return startExternalChecks({ ...parts, settings, probes });
}
