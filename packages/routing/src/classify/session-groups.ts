import type { Problem } from "../address/problem.js";
import type { ClassifierList } from "./classifier-list.js";
import { Fields, isRawObject, quoted } from "./fields.js";

/** A group: some alternative must hold; an alternative holds when all its classifiers match. */
export interface SessionGroup {
  readonly name: string;
  /** Numbers of classifiers; no alternative is empty. */
  readonly alternatives: readonly (readonly number[])[];
}

/**
 * Reads both forms of session groups (cdn-router 4.1): `["a", "b"]` is one list of classifiers that must all match,
 * `[["a", "b"], ["c"]]` several of which one must. Names and whole classifiers may stand in either. Empty lists never match.
 */
export function readSessionGroups(
  groups: readonly unknown[],
  classifiers: ClassifierList,
  problems: Problem[],
): SessionGroup[] {
  const names = new Set<string>();
  const ids = new Set<number>();
  return groups.flatMap((group, at) => {
    const path = `sessionGroups[${at}]`;
    if (!isRawObject(group)) {
      problems.push({ path, message: "is not a session group" });
      return [];
    }
    const fields = new Fields(group, path, problems);
    checkIdentity(fields, Object.hasOwn(group, "id"), names, ids);
    const name = fields.text("name");
    return [{ name, alternatives: readAlternatives(name, fields, classifiers) }];
  });
}

function checkIdentity(fields: Fields, hasId: boolean, names: Set<string>, ids: Set<number>): void {
  const name = fields.text("name");
  if (name === "") fields.problem("name", "is empty");
  else if (names.has(name))
    fields.problem("name", `${quoted(name)} is the name of two session groups`);
  names.add(name);
  if (!hasId) return;
  const id = fields.number("id", 0);
  if (ids.has(id)) fields.problem("id", `${id} is the id of two session groups`);
  ids.add(id);
}

function readAlternatives(group: string, fields: Fields, classifiers: ClassifierList): number[][] {
  const items = fields.list("classifiers");
  const nested = items.filter((item) => Array.isArray(item)).length;
  if (nested > 0 && nested < items.length) {
    fields.problem("classifiers", "mixes lists and single classifiers");
    return [];
  }
  const lists =
    nested > 0
      ? items.map((list, at) => ({ list: Array.isArray(list) ? list : [], at: `[${at}]` }))
      : [{ list: items, at: "" }];
  return lists
    .map(({ list, at }) =>
      list.flatMap((item: unknown, index) => {
        const place = `classifiers${at}[${index}]`;
        return readMember(item, { group, place, fields, classifiers }) ?? [];
      }),
    )
    .filter((numbers) => numbers.length > 0);
}

interface Member {
  readonly group: string;
  /** Inside the group. */
  readonly place: string;
  readonly fields: Fields;
  readonly classifiers: ClassifierList;
}

function readMember(item: unknown, member: Member): number | undefined {
  const { group, place, fields, classifiers } = member;
  if (typeof item !== "string") {
    // A random classifier depends on its name, so a nameless one is called after its place.
    return classifiers.addInline(item, `${fields.path}.${place}`, `${group}.${place}`);
  }
  const number = classifiers.find(item);
  if (number === undefined) {
    fields.unknown(place, { kind: "classifier", given: item, known: classifiers.names });
  }
  return number;
}
