import { isUrn, readHref } from "../href-target.js";
import type { ListShape, MapShape, RecordShape, Shape } from "../shape.js";
import { typeInUrn } from "../urn-type.js";
import { olderInnerNames, type OlderNames } from "./older-names.js";
import { readPlainValue } from "./plain-value.js";
import type { ReadingLog } from "./reading-log.js";

type Given = Map<string, unknown>;
type RecordParts = Pick<RecordShape, "fields" | "more">;

const inside = (path: string, name: string): string => (path === "" ? name : `${path}.${name}`);

/** Reads values by their declared shapes. Fields are looked up in Maps, so that no name is special. */
export class ShapeReader {
  constructor(private readonly log: ReadingLog) {}

  /** @returns undefined for what cannot be read; it is then in the log */
  #read(shape: Shape, value: unknown, path: string): unknown {
    if (shape.kind === "list") return this.#list(shape, value, path);
    if (shape.kind === "record") return this.#inner(shape, value, path);
    if (shape.kind === "map") return this.#map(shape, value, path);
    const reading = readPlainValue(shape, value);
    if ("problem" in reading) {
      this.log.keep("unreadable", path, value, reading.problem);
      return undefined;
    }
    if (reading.converted !== undefined) this.log.note("converted", path, reading.converted);
    return reading.value;
  }

  #list(shape: ListShape, value: unknown, path: string): unknown {
    if (!Array.isArray(value)) {
      this.log.note("older", path, "one value instead of a list");
      const only = this.#read(shape.of, value, path);
      return only === undefined ? undefined : [only];
    }
    return value
      .map((item: unknown, index) =>
        item === null ? undefined : this.#read(shape.of, item, `${path}[${index}]`),
      )
      .filter((item) => item !== undefined);
  }

  #map(shape: MapShape, value: unknown, path: string): unknown {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      this.log.keep("unreadable", path, value, "no object");
      return undefined;
    }
    const read = Object.entries(value).map(
      ([name, item]) => [name, this.#read(shape.of, item, inside(path, name))] as const,
    );
    return Object.fromEntries(read.filter(([, item]) => item !== undefined));
  }

  /** A record inside an object; a reference may also be a bare URN or URL. */
  #inner(shape: RecordShape, value: unknown, path: string): unknown {
    const given = this.#fieldsOf(shape, value, path);
    if (given === undefined) {
      this.log.keep("unreadable", path, value, "no object");
      return undefined;
    }
    if (shape.refersTo === "by resource_type") this.#deriveResourceType(given, path);
    return this.record(shape, given, path, olderInnerNames);
  }

  #fieldsOf(shape: RecordShape, value: unknown, path: string): Given | undefined {
    if (typeof value === "string" && shape.refersTo !== undefined) {
      this.log.note("older", path, "a text instead of a reference");
      return new Map([
        [isUrn(value) && Object.hasOwn(shape.fields, "urn") ? "urn" : "href", value],
      ]);
    }
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return new Map(Object.entries(value));
  }

  /** Before 20140828 a resource did not say what it is; its URL or URN does. */
  #deriveResourceType(given: Given, path: string): void {
    if (given.has("resource_type")) return;
    const [urn, href] = [given.get("urn"), given.get("href")].map((part) =>
      typeof part === "string" ? part : "",
    );
    const type = readHref(href ?? "").type ?? typeInUrn(urn ?? "");
    if (type !== "node" && type !== "link") return;
    given.set("resource_type", type);
    this.log.note("older", inside(path, "resource_type"), `absent, must be ${type}`);
  }

  #take(given: Given, name: string, older: OlderNames, path: string): unknown {
    const names = [name, ...(Object.hasOwn(older, name) ? (older[name] ?? []) : [])];
    const found = names.find((each) => (given.get(each) ?? undefined) !== undefined);
    if (found === undefined) return undefined;
    const value = given.get(found);
    given.delete(found);
    if (found !== name) this.log.note("older", inside(path, found), `now ${name}`);
    return value;
  }

  /** Reads the declared fields out of `given`; what is left is logged as unknown, except `null`, which is absence. */
  record({ fields, more }: RecordParts, given: Given, path: string, older: OlderNames): object {
    const pairs: (readonly [string, unknown])[] = [];
    for (const [name, field] of Object.entries(fields)) {
      const value = this.#take(given, name, older, path);
      if (value === undefined) {
        if (field.required === true) this.log.note("missing", inside(path, name), "required");
      } else pairs.push([name, this.#read(field.shape, value, inside(path, name))]);
    }
    for (const [name, value] of given) {
      if (value === null) continue;
      if (more !== undefined && name.startsWith(more.prefix)) {
        pairs.push([name, this.#read(more.shape, value, inside(path, name))]);
      } else this.log.keep("unknown", inside(path, name), value, "no such field");
    }
    return Object.fromEntries(pairs.filter(([, value]) => value !== undefined));
  }
}
