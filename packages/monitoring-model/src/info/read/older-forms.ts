import { EVENT_PREFIX } from "../../events/event-name.js";
import type { Fields } from "../shape.js";
import type { ReadingLog } from "./reading-log.js";

type Given = Map<string, unknown>;

const PROPERTIES = "properties";
const COLUMN_PREFIX = "properties$";

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Moves a value to the field of today if that is declared and has none yet. */
function moveTo(given: Given, to: string, value: unknown, fields: Fields): boolean {
  if (!Object.hasOwn(fields, to) || (given.get(to) ?? undefined) !== undefined) return false;
  given.set(to, value);
  return true;
}

/** `max_bps` and `properties$max_bps` -> `ops_monitoring:max_bps`. */
function liftPlainNames(given: Given, fields: Fields, log: ReadingLog): void {
  for (const [name, value] of [...given]) {
    if (Object.hasOwn(fields, name)) continue;
    const plain = name.startsWith(COLUMN_PREFIX) ? name.slice(COLUMN_PREFIX.length) : name;
    if (!moveTo(given, EVENT_PREFIX + plain, value, fields)) continue;
    given.delete(name);
    log.note("older", name, `now ${EVENT_PREFIX}${plain}`);
  }
}

/** What `properties` held of ours: under `ops_monitoring`, or with that prefix. */
function ownProperties(properties: object): (readonly [string, unknown])[] {
  return Object.entries(properties).flatMap(([name, value]: [string, unknown]) => {
    if (name === EVENT_PREFIX.slice(0, -1) && isObject(value)) {
      return Object.entries(value).map(([inner, item]) => [EVENT_PREFIX + inner, item] as const);
    }
    return [[name, value] as const];
  });
}

/** `{"properties": {"ops_monitoring": {"max_bps": 1}}}`, the form of UNIS, -> `ops_monitoring:max_bps`. */
function liftProperties(given: Given, fields: Fields, log: ReadingLog): void {
  const properties = given.get(PROPERTIES);
  if (!isObject(properties)) return;
  const left: (readonly [string, unknown])[] = [];
  for (const [name, value] of ownProperties(properties)) {
    if (!name.startsWith(EVENT_PREFIX) || !moveTo(given, name, value, fields)) {
      left.push([name, value]);
    } else log.note("older", `${PROPERTIES}.${name}`, `now ${name}`);
  }
  if (left.length === 0) given.delete(PROPERTIES);
  else given.set(PROPERTIES, Object.fromEntries(left));
}

/** `aggregate_urn` and `aggregate_href`, as the columns of old tables, -> `aggregate: {urn, href}`. */
function joinReferences(given: Given, fields: Fields, log: ReadingLog): void {
  for (const [name, { shape }] of Object.entries(fields)) {
    if (shape.kind !== "record" || shape.refersTo === undefined || given.has(name)) continue;
    const parts = (["href", "urn"] as const)
      .map((part) => [part, given.get(`${name}_${part}`)] as const)
      .filter(([, value]) => value !== undefined);
    if (parts.length === 0) continue;
    given.set(name, Object.fromEntries(parts));
    for (const [part] of parts) {
      given.delete(`${name}_${part}`);
      log.note("older", `${name}_${part}`, `now ${name}.${part}`);
    }
  }
}

/** Turns what was spread or nested differently into the fields of today; renamed fields are found when they are read. */
export function modernize(given: Given, fields: Fields, log: ReadingLog): void {
  liftProperties(given, fields, log);
  liftPlainNames(given, fields, log);
  joinReferences(given, fields, log);
}
