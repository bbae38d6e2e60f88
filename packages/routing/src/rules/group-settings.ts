import type { ProblemList } from "./problem-list.js";
import {
  hashAlgorithms,
  memberOrders,
  type MemberOrder,
  type OrderSettings,
} from "./routing-document.js";
import { plainSettings, type GroupSettings } from "./rule-shape.js";

/** Most targets of one consistent hashing rule, and with it the largest spread factor. Source: reference 3.2, 3.6. */
export const MAX_HASHING_TARGETS = 64;

/** The settings of popularity and hashing groups, defaults filled in; what is out of range goes to the list. */
export function readSettings(
  document: OrderSettings,
  path: string,
  list: ProblemList,
): GroupSettings {
  const { spreadFactor = plainSettings.spreadFactor } = document;
  const { hashAlgorithm = plainSettings.hashAlgorithm } = document;
  checkSpread(spreadFactor, `${path}.spreadFactor`, list);
  checkAlgorithm(hashAlgorithm, `${path}.hashAlgorithm`, list);
  return {
    ...plainSettings,
    cutoff: readCutoff(document, path, list),
    spreadFactor,
    hashAlgorithm,
  };
}

/** Both names mean rank <= cutoff. Fractions are allowed: the product's own tools write 5 as 5.0. */
function readCutoff(document: OrderSettings, path: string, list: ProblemList): number {
  const isOld =
    document.contentPopularityCutoff === undefined && document.popularityThreshold !== undefined;
  const name = isOld ? "popularityThreshold" : "contentPopularityCutoff";
  const cutoff = document[name] ?? plainSettings.cutoff;
  checkCutoff(cutoff, `${path}.${name}`, list);
  return cutoff;
}

export function checkCutoff(cutoff: number, path: string, list: ProblemList): void {
  if (Number.isFinite(cutoff) && cutoff >= 0) return;
  list.problem(path, `the cutoff must be a number from 0 up, not ${cutoff}`);
}

export function checkSpread(spread: number, path: string, list: ProblemList): void {
  if (Number.isInteger(spread) && spread >= 1 && spread <= MAX_HASHING_TARGETS) return;
  list.problem(
    path,
    `the spread factor must be a whole number from 1 to ${MAX_HASHING_TARGETS}, not ${spread}`,
  );
}

export function checkAlgorithm(algorithm: string, path: string, list: ProblemList): void {
  if (hashAlgorithms.some((known) => known === algorithm)) return;
  list.problem(path, `unknown hash algorithm "${algorithm}", known: ${hashAlgorithms.join(", ")}`);
}

export function checkHashingTargets(count: number, path: string, list: ProblemList): void {
  if (count <= MAX_HASHING_TARGETS) return;
  list.problem(path, `${count} targets, consistent hashing takes at most ${MAX_HASHING_TARGETS}`);
}

export function checkOrder(order: string, path: string, list: ProblemList): void {
  if (memberOrders.some((known) => known === order)) return;
  list.problem(path, `unknown member order "${order}", known: ${memberOrders.join(", ")}`);
}

export function checkMemberCount(
  order: MemberOrder,
  count: number,
  path: string,
  list: ProblemList,
): void {
  if (order === "consistent_hashing") checkHashingTargets(count, path, list);
  if (order !== "content_popularity" || count === 2) return;
  list.problem(
    path,
    `${count} members, content_popularity takes two: for popular and for other contents`,
  );
}
