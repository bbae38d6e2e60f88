import { fieldsOf, type InfoReading } from "./declarations.js";
import { isUrn, readHref } from "./href-target.js";
import { isInfoType, type InfoType } from "./info-type.js";
import { typeInUrn } from "./urn-type.js";
import type { Fields, ReferenceTarget, Shape } from "./shape.js";

/** One object that another one names. At least one of `id` and `urn` is known. */
export interface ObjectReference {
  /** The field that names it, such as `interfaces` or `parent_node`. */
  readonly field: string;
  readonly type: InfoType;
  readonly id?: string;
  readonly urn?: string;
  /** As sent; absent when it is a URN and not a URL. */
  readonly href?: string;
}

type Names = Readonly<Record<string, unknown>>;

function textIn(from: Names, name: string): string | undefined {
  const value = Object.hasOwn(from, name) ? from[name] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function typeOf(target: ReferenceTarget, names: Names, href: string, urn?: string) {
  if (target !== "by resource_type") return target;
  const said = textIn(names, "resource_type") ?? readHref(href).type ?? typeInUrn(urn ?? "");
  return isInfoType(said) ? said : undefined;
}

function readReference(
  field: string,
  target: ReferenceTarget,
  names: Names,
): ObjectReference | undefined {
  const href = textIn(names, "href") ?? "";
  const urn = textIn(names, "urn") ?? (isUrn(href) ? href : undefined);
  const type = typeOf(target, names, href, urn);
  const id = textIn(names, "id") ?? readHref(href).id;
  if (type === undefined || (id === undefined && urn === undefined)) return undefined;
  return {
    field,
    type,
    ...(id === undefined ? {} : { id }),
    ...(urn === undefined ? {} : { urn }),
    ...(href === "" || isUrn(href) ? {} : { href }),
  };
}

function* referencesIn(
  field: string,
  shape: Shape,
  value: unknown,
): Generator<ObjectReference | undefined, void, undefined> {
  if (shape.kind === "text" && shape.urnOf !== undefined && typeof value === "string") {
    // A creator may be an e-mail address or a name; only a URN names an object.
    if (isUrn(value)) yield { field, type: shape.urnOf, urn: value };
  } else if (shape.kind === "list" && Array.isArray(value)) {
    for (const item of value) yield* referencesIn(field, shape.of, item);
  } else if (shape.kind === "record" && typeof value === "object" && value !== null) {
    // A record read from JSON: its fields are of any type.
    if (shape.refersTo !== undefined) yield readReference(field, shape.refersTo, value as Names);
  }
}

const keyOf = ({ field, type, id, urn, href }: ObjectReference): string =>
  [field, type, id, urn, href].join("\n");

/**
 * The objects that `object` names, in the order of its fields, each once for a field. A type that the field fixes wins over
 * what the URL says: an endpoint is an interfacevlan also where its URL says `interface`. The id comes from an `id` beside
 * the URL, else from the URL's path.
 */
export function referencesOf<T extends InfoType>(
  type: T,
  object: InfoReading<T>,
): readonly ObjectReference[] {
  const fields: Fields = fieldsOf(type);
  const found = new Map<string, ObjectReference>();
  for (const [field, { shape }] of Object.entries(fields)) {
    // By name of a declared field; own fields only.
    const value = Object.hasOwn(object, field) ? (object as Names)[field] : undefined;
    for (const reference of referencesIn(field, shape, value)) {
      if (reference !== undefined) found.set(keyOf(reference), reference);
    }
  }
  return [...found.values()];
}
