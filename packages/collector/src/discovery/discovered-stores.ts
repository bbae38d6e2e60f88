import { readUrn, type FoundOpsconfig } from "@signalbox/monitoring-model";
import type { ProblemList } from "../problem-list.js";
import { readTarget } from "../stores/configured-stores.js";
import type { StoreTarget } from "../stores/store-target.js";

export interface DiscoveryRules {
  readonly allowHttp: boolean;
  /** Ids of stores whose certificates are not verified. */
  readonly insecure: readonly string[];
  /** Stores of one opsconfig; further ones are a problem. */
  readonly maxStores: number;
}

interface ListedStore {
  readonly id: string;
  readonly href: string;
  readonly urn?: string;
  readonly kind?: string;
}

/**
 * The stores that an opsconfig lists (datastore-polling, 6.1), each once. What cannot be used, what stands there twice and what is
 * malformed is a problem.
 *
 * @param idsBefore by URL: a store keeps its id, whatever is listed before it. What a store sends is kept under its id, so that another of
 *   the same name must not come by it.
 */
export function discoveredStores(
  found: Pick<FoundOpsconfig, "opsconfig" | "skipped">,
  rules: DiscoveryRules,
  problems: ProblemList,
  idsBefore: StoreIds = new Map(),
): readonly StoreTarget[] {
  const { aggregateStores, checkStores, authorities } = found.opsconfig;
  for (const { path, reason } of found.skipped) problems.add(`opsconfig: ${path}: ${reason}`);
  const listed: readonly ListedStore[] = [...aggregateStores, ...checkStores, ...authorities];
  const byUrl = new Map<string, StoreTarget>();
  for (const store of listed.slice(0, rules.maxStores)) {
    const target = targetOf(store, rules, problems);
    if (target === undefined) continue;
    if (byUrl.has(target.rootUrl)) {
      problems.add(`opsconfig: ${target.rootUrl} is listed more than once`);
    } else byUrl.set(target.rootUrl, target);
  }
  if (listed.length > rules.maxStores) {
    problems.add(`opsconfig: lists ${listed.length} stores, limit is ${rules.maxStores}`);
  }
  return named([...byUrl.values()], idsBefore);
}

/** Ids of stores by the URLs of their roots. */
export type StoreIds = ReadonlyMap<string, string>;

function named(targets: readonly StoreTarget[], idsBefore: StoreIds): readonly StoreTarget[] {
  const taken = new Map<string, string>();
  for (const { rootUrl } of targets) {
    const id = idsBefore.get(rootUrl);
    if (id !== undefined && !taken.has(id)) taken.set(id, rootUrl);
  }
  return targets.map((target) => {
    const { rootUrl } = target;
    const before = idsBefore.get(rootUrl);
    const isKept = before !== undefined && taken.get(before) === rootUrl;
    const id = isKept ? before : freeId(target, taken);
    taken.set(id, rootUrl);
    return { ...target, id };
  });
}

function targetOf(
  { id, href, urn, kind }: ListedStore,
  { allowHttp, insecure }: DiscoveryRules,
  problems: ProblemList,
): StoreTarget | undefined {
  const known = urn === undefined ? undefined : readUrn(urn);
  if (urn !== undefined && known?.isRepaired !== false) {
    problems.add(`opsconfig: ${id}: its URN is malformed: ${urn}`);
  }
  const reading = readTarget(
    {
      url: href,
      ...(urn !== undefined && { urn: known?.text ?? urn }),
      ...(kind !== undefined && { kind }),
      verifyServer: !insecure.includes(id),
      allowedOrigins: [],
    },
    allowHttp,
  );
  if (reading.kind === "target") return reading.target;
  problems.add(`opsconfig: ${id}: ${reading.reason}`);
  return undefined;
}

/** Another store of the same name is told apart by its type, then by its host. */
function freeId(target: StoreTarget, taken: ReadonlyMap<string, unknown>): string {
  const { id, rootType, rootUrl } = target;
  const { host, pathname } = new URL(rootUrl);
  const names = [id, `${rootType}:${id}`, `${id}@${host}`];
  return names.find((name) => !taken.has(name)) ?? `${id}@${host}${pathname}`;
}

/** Configured stores, and those found that are not configured under the same id or URL. */
export function mergeStores(
  configured: readonly StoreTarget[],
  discovered: readonly StoreTarget[],
): readonly StoreTarget[] {
  const ids = new Set(configured.map(({ id }) => id));
  const urls = new Set(configured.map(({ rootUrl }) => rootUrl));
  return [
    ...configured,
    ...discovered.filter(({ id, rootUrl }) => !ids.has(id) && !urls.has(rootUrl)),
  ];
}
