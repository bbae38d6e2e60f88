import type { InfoType } from "@signalbox/monitoring-model";

/** Since which date of the schemas a field is required; those not listed always were (datastore-polling, 1.12 and 10). */
const SINCE: Readonly<Record<string, string>> = {
  "aggregate.monitoring_version": "20140828",
  "aggregate.operational_status": "20140828",
  "node.node_type": "20140828",
  "sliver.resources": "20150312",
  "authority.monitoring_version": "20150625",
  "externalcheck.monitoring_version": "20150625",
  "experiment.experiment_group": "20150625",
  "opsconfig.version": "20150625",
};

const MISSING = /required property '([^']+)'/;

/** Whether a problem is that a field is missing which a reply of `date` did not need to have. */
export function isLaterDemand(
  type: InfoType,
  date: string | undefined,
  { path, problem }: { readonly path: string; readonly problem: string },
): boolean {
  const field = MISSING.exec(problem)?.[1];
  if (date === undefined || path !== "" || field === undefined) return false;
  const since = SINCE[`${type}.${field}`];
  return since !== undefined && date < since;
}
