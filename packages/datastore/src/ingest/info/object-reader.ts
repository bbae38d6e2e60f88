import {
  declarations,
  type Fields as Declared,
  type InfoReading,
  type InfoType,
  InfoValidator,
  isInfoType,
  readSchemaUrl,
  referencesOf,
} from "@signalbox/monitoring-model";
import type { InfoObject, InfoReference } from "@signalbox/timeseries-store";
import { RELATIONS_KEY, relations } from "../../api/relations.js";
import { nameProblem } from "../names.js";
import { isRelationColumn, readRelations, type RelationColumns } from "./relation-columns.js";

type Fields = Readonly<Record<string, unknown>>;

interface Problem {
  readonly path: string;
  readonly problem: string;
}

/** An object that can be stored, or all that is wrong with it. */
export type ReadObject =
  | { readonly object: InfoObject; readonly problems?: never }
  | { readonly problems: readonly Problem[]; readonly name: string };

/** Fields that the datastore gives itself when an object has none. */
const COMPUTED = { $schema: "", selfRef: "", measRef: "", monitoring_version: "", ts: 0 } as const;
/** Not kept in the document: they stand beside it, or are written anew into every reply. */
const BESIDE: ReadonlySet<string> = new Set(["type", "$schema", "ts", RELATIONS_KEY]);

/** Microseconds since 1970: the time of objects without one, and the last one that is taken. */
export interface ObjectTimes {
  readonly nowUs: number;
  readonly maxUs: number;
}

/** Reads objects in the form of 20151105 into what a store keeps. Keep one: it compiles the schemas. */
export class ObjectReader {
  #validator: InfoValidator | undefined;

  read(value: unknown, times: ObjectTimes): ReadObject {
    if (!isRecord(value)) return wrong("?", [{ path: "", problem: "is not an object" }]);
    const type = typeOf(value);
    if (!isInfoType(type)) {
      const problem = "neither type nor $schema names one of the object types";
      return wrong(nameOf("?", value), [{ path: "/type", problem }]);
    }
    if (type === "opsconfig") {
      const problem = "opsconfig is not written but configured (opsconfig_file)";
      return wrong(nameOf(type, value), [{ path: "/type", problem }]);
    }
    return this.#readObject(type, value, times);
  }

  #readObject(type: InfoType, value: Fields, times: ObjectTimes): ReadObject {
    const columns = readRelations(type, value);
    const fields = ownFields(type, value);
    const problems = [
      ...columns.problems,
      ...headProblems(value, times),
      ...this.#fieldProblems(type, fields, columns),
    ];
    if (problems.length > 0) return wrong(nameOf(type, value), problems);
    const references = [...columns.references, ...namedBy(type, fields)];
    const refused = references.flatMap(referenceProblem);
    if (refused.length > 0) return wrong(nameOf(type, value), refused);
    return { object: stored({ type, value, fields, columns, references }, times) };
  }

  #schemas(): InfoValidator {
    return (this.#validator ??= new InfoValidator());
  }

  /** What the schema finds, but for what the datastore adds itself. */
  #fieldProblems(type: InfoType, fields: Fields, columns: RelationColumns): readonly Problem[] {
    const computed = Object.entries(COMPUTED).filter(([name]) => name in declarations[type]);
    const whole = { ...Object.fromEntries(computed), ...fields };
    const problems = this.#schemas().problems(type, whole);
    if (problems.length === 0) return problems;
    const added = new Set(addedFields(type, columns).map(missing));
    return problems.filter(({ path, problem }) => path !== "" || !added.has(problem));
  }
}

function headProblems({ id, urn, ts }: Fields, { maxUs }: ObjectTimes): Problem[] {
  const problems: Problem[] = [];
  const check = (path: string, problem: string | undefined): void => {
    if (problem !== undefined) problems.push({ path, problem });
  };
  // The schema finds an empty one.
  if (typeof id === "string" && id !== "") check("/id", nameProblem(id));
  if (typeof urn === "string") check("/urn", nameProblem(urn));
  if (ts !== undefined && ts !== null) check("/ts", timeProblem(ts, maxUs));
  return problems;
}

function timeProblem(ts: unknown, maxUs: number): string | undefined {
  if (typeof ts !== "number" || !Number.isSafeInteger(ts) || ts < 0) {
    return "is not a whole number of microseconds since 1970 within 2^53";
  }
  // It would never age.
  return ts > maxUs
    ? "is too far ahead of this machine's clock (ingest.max_future_skew)"
    : undefined;
}

function stored(
  from: {
    readonly type: InfoType;
    readonly value: Fields;
    readonly fields: Fields;
    readonly columns: RelationColumns;
    readonly references: readonly InfoReference[];
  },
  { nowUs }: ObjectTimes,
): InfoObject {
  const { type, value, fields, columns, references } = from;
  const hasColumns = columns.references.length > 0;
  const { id, urn } = fields;
  return {
    source: "",
    type,
    id: String(id),
    ...(typeof urn === "string" && { urn }),
    tsUs: typeof value.ts === "number" ? value.ts : nowUs,
    document: JSON.stringify(hasColumns ? { ...fields, [RELATIONS_KEY]: columns.ids } : fields),
    references,
  };
}

/** As the validator says it. */
const missing = (field: string): string => `must have required property '${field}'`;

/** Required fields that need not be given: lists, which may be derived or empty, and references that a relation stands for. */
function addedFields(type: InfoType, { ids }: RelationColumns): string[] {
  const lists = Object.entries<Declared[string]>(declarations[type])
    .filter(([, { shape }]) => shape.kind === "list")
    .map(([name]) => name);
  const shown = (relations[type] ?? []).filter(({ column }) => Object.hasOwn(ids, column));
  return [...lists, ...shown.flatMap(({ field }) => (field === undefined ? [] : [field]))];
}

function typeOf({ type, $schema }: Fields): unknown {
  if (type !== undefined && type !== null) return type;
  return typeof $schema === "string" ? readSchemaUrl($schema)?.name : undefined;
}

/**
 * What belongs into the document. A required list that is empty is left out: replies have it all the same, and made of the
 * objects that refer to this one when there are some.
 */
function ownFields(type: InfoType, value: Fields): Fields {
  const declared: Declared = declarations[type];
  return Object.fromEntries(
    Object.entries(value).filter(([name, field]) => {
      if (field === null || BESIDE.has(name) || isRelationColumn(name)) return false;
      const isEmpty = Array.isArray(field) && field.length === 0;
      return !(isEmpty && Object.hasOwn(declared, name) && declared[name]?.required === true);
    }),
  );
}

function namedBy(type: InfoType, fields: Fields): InfoReference[] {
  // The validator has just compared it with the declaration of this very type.
  return referencesOf(type, fields as InfoReading<InfoType>).map(
    ({ field, type: to, id, urn }) => ({
      field,
      type: to,
      ...(id !== undefined && { id }),
      ...(urn !== undefined && { urn }),
    }),
  );
}

function referenceProblem({ field, id, urn }: InfoReference): Problem[] {
  const [problem] = [id, urn].flatMap((name) =>
    name === undefined ? [] : (nameProblem(name) ?? []),
  );
  return problem === undefined
    ? []
    : [{ path: `/${field}`, problem: `names an object whose id or URN ${problem}` }];
}

const MAX_NAME_SHOWN = 200;

function nameOf(type: string, { id }: Fields): string {
  return typeof id === "string" ? `${type} ${id.slice(0, MAX_NAME_SHOWN)}` : type;
}

const wrong = (name: string, problems: readonly Problem[]): ReadObject => ({ problems, name });

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
