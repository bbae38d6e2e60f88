import type { EvaluationContext } from "./context.js";
import { booleanAt, findMetrics, numberAt } from "./metrics.js";

/** True, false, or `undefined`: the metrics for it are missing. */
type Outcome = boolean | undefined;

export interface HealthOptions {
  readonly hostname: string | undefined;
  readonly cpuLimit: number;
  readonly memoryLimit: number;
  readonly interfaces: readonly string[];
}

function cpuOk(context: EvaluationContext, key: string, limit: number): Outcome {
  const load = numberAt(context, [key, "hardware_metrics", "cpu_load5"]);
  const cpus = numberAt(context, [key, "hardware_metrics", "n_cpus"]);
  if (load === undefined) return undefined;
  return load / (cpus === undefined || cpus < 1 ? 1 : cpus) < limit;
}

function memoryOk(context: EvaluationContext, key: string, limit: number): Outcome {
  const number = (name: string) => numberAt(context, [key, "hardware_metrics", name]);
  const total = number("mem_total");
  const available = number("mem_available");
  const hasTotal = total !== undefined && total > 0;
  if (hasTotal && available !== undefined) return 1 - available / total < limit;
  const percent = number("mem_available_percent");
  if (percent !== undefined) return 1 - percent / 100 < limit;
  const used = number("mem_used");
  return hasTotal && used !== undefined ? used / total < limit : undefined;
}

function interfaceOnline(context: EvaluationContext, key: string, name: string): Outcome {
  const link = numberAt(context, [key, "per_interface_metrics", name, "link"]);
  const isUp = booleanAt(context, [key, "per_interface_metrics", name, "interface_up"]);
  if (link !== undefined || isUp !== undefined)
    return (link === undefined || link === 1) && isUp !== false;
  const isThere = context.input.at([key, "per_interface_metrics", name]);
  return isThere === undefined || isThere === null ? undefined : false;
}

function verdict(context: EvaluationContext, outcome: Outcome): 0 | 1 {
  return (outcome ?? context.healthyWhenMissing) ? 1 : 0;
}

function allOnline(context: EvaluationContext, key: string, names: readonly string[]): boolean {
  return names.every((name) => verdict(context, interfaceOnline(context, key, name)) === 1);
}

type Test = (context: EvaluationContext, key: string, options: HealthOptions) => Outcome;

const TESTS: Readonly<Record<string, Test>> = {
  cpu_load_ok: (context, key, { cpuLimit }) => cpuOk(context, key, cpuLimit),
  memory_usage_ok: (context, key, { memoryLimit }) => memoryOk(context, key, memoryLimit),
  interfaces_online: (context, key, { interfaces }) => allOnline(context, key, interfaces),
  health_check: (context, key, { cpuLimit, memoryLimit, interfaces }) =>
    verdict(context, cpuOk(context, key, cpuLimit)) === 1 &&
    verdict(context, memoryOk(context, key, memoryLimit)) === 1 &&
    allOnline(context, key, interfaces),
};

export const HEALTH_FUNCTIONS: ReadonlySet<string> = new Set(Object.keys(TESTS));

/** The health functions of reference cdn-router 5.3, on the selection input itself. */
export function checkHealth(
  context: EvaluationContext,
  name: string,
  options: HealthOptions,
): 0 | 1 {
  const metrics = findMetrics(context, name, options.hostname);
  if (metrics === undefined) return 0;
  if (!metrics.isPresent) return verdict(context, undefined);
  return verdict(context, TESTS[name]?.(context, metrics.key, options));
}
