import { oneLine } from "@signalbox/errors";
import type { Problem } from "../address/problem.js";
import { didYouMean } from "../rules/nearest-name.js";

/** A hint compares a name with every known one; a document with more problems than this gets no further ones. */
const MAX_HINTED_PROBLEMS = 20;

/** An object of a configuration whose fields are not checked yet. */
export type RawObject = Readonly<Record<string, unknown>>;

export function isRawObject(value: unknown): value is RawObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

interface UnknownName {
  /** What the name should stand for: `classifier`. */
  readonly kind: string;
  readonly given: string;
  readonly known: Iterable<string>;
  readonly more?: string;
}

/** Reads the fields of one object; what is wrong is noted with its path and answered with the default. */
export class Fields {
  readonly path: string;
  readonly #object: RawObject;
  readonly #problems: Problem[];

  constructor(object: RawObject, path: string, problems: Problem[]) {
    this.#object = object;
    this.path = path;
    this.#problems = problems;
  }

  text(name: string, byDefault = ""): string {
    const value = this.#get(name) ?? byDefault;
    if (typeof value === "string") return value;
    this.problem(name, "is not a text");
    return byDefault;
  }

  number(name: string, byDefault: number): number {
    const value = this.#get(name) ?? byDefault;
    if (typeof value === "number") return value;
    this.problem(name, "is not a number");
    return byDefault;
  }

  flag(name: string): boolean {
    const value = this.#get(name) ?? false;
    if (typeof value === "boolean") return value;
    this.problem(name, "is not true or false");
    return false;
  }

  list(name: string): readonly unknown[] {
    const value = this.#get(name) ?? [];
    if (Array.isArray(value)) return value;
    this.problem(name, "is not a list");
    return [];
  }

  /** Notes what is wrong with a field; without a name, with the object itself. */
  problem(name: string | undefined, message: string): void {
    const path = name === undefined ? this.path : `${this.path}.${name}`;
    this.#problems.push({ path, message });
  }

  /** Notes a name that stands for nothing, with the nearest of those that do. `more` ends the message. */
  unknown(name: string, { kind, given, known, more = "" }: UnknownName): void {
    const isHinted = this.#problems.length < MAX_HINTED_PROBLEMS;
    const hint = isHinted ? didYouMean(given, known) : "";
    this.problem(name, `unknown ${kind} ${quoted(given)}${hint}${more}`);
  }

  /** For readers that note problems themselves. */
  get problems(): Problem[] {
    return this.#problems;
  }

  #get(name: string): unknown {
    return Object.hasOwn(this.#object, name) ? this.#object[name] : undefined;
  }
}

/** A value of the configuration as a message may show it. */
export function quoted(text: string): string {
  return `"${oneLine(text)}"`;
}
