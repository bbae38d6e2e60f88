import type { InfoType } from "@signalbox/monitoring-model";
import type { InfoReference } from "@signalbox/timeseries-store";
import { relations, type Relation } from "../../api/relations.js";
import { nameProblem } from "../names.js";

type Fields = Readonly<Record<string, unknown>>;

const columnNames: ReadonlySet<string> = new Set(
  Object.values(relations).flatMap((list) => list.map(({ column }) => column)),
);

export interface RelationColumns {
  /** Ids by column. */
  readonly ids: Readonly<Record<string, string>>;
  readonly references: readonly InfoReference[];
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** Whether a field is the name of a relation in some type, and so never one of an object. */
export const isRelationColumn = (name: string): boolean => columnNames.has(name);

/** The relations that an object gives as ids, by the names of the original's columns (datastore-polling, 1.1). */
export function readRelations(type: InfoType, fields: Fields): RelationColumns {
  const known = new Map((relations[type] ?? []).map((relation) => [relation.column, relation]));
  const given = Object.entries(fields).filter(
    ([name, value]) => isRelationColumn(name) && value !== null,
  );
  const ids: Record<string, string> = {};
  const references: InfoReference[] = [];
  const problems: { path: string; problem: string }[] = [];
  for (const [column, id] of given) {
    const relation = known.get(column);
    const problem = problemOf(type, relation, id, known);
    if (problem !== undefined || !relation || typeof id !== "string") {
      problems.push({ path: `/${column}`, problem: problem ?? "is no text" });
      continue;
    }
    ids[column] = id;
    references.push({ field: column, type: relation.to, id });
  }
  return { ids, references, problems };
}

function problemOf(
  type: InfoType,
  relation: Relation | undefined,
  id: unknown,
  known: ReadonlyMap<string, Relation>,
): string | undefined {
  if (!relation) return `${type} has no such relation; it has ${list([...known.keys()])}`;
  return typeof id === "string" ? nameProblem(id) : "is no text";
}

const list = (names: readonly string[]): string => (names.length === 0 ? "none" : names.join(", "));
