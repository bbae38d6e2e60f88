import type { InfoReading } from "../declarations.js";
import type { InfoType } from "../info-type.js";

/** Something about a reply that was not as 20151105 has it; the object was read all the same. */
export interface InfoNote {
  /**
   * - `older`: an older name or form was turned into the present one
   * - `converted`: a value had another type or spelling and could be read
   * - `missing`: a required field is absent
   * - `unknown`: a field that no schema has; kept in `unknown`
   * - `unreadable`: a value of a wrong type; kept in `unknown`, not in `object`
   * - `type`: the type is not what `$schema` says or what was expected
   */
  readonly kind: "older" | "converted" | "missing" | "unknown" | "unreadable" | "type";
  /** Such as `resources[3].urn`; "" for the whole. */
  readonly path: string;
  readonly text: string;
}

export interface FoundInfo<T extends InfoType> {
  readonly kind: "object";
  readonly type: T;
  /** Of the object, never empty. */
  readonly id: string;
  /** The object in the form of 20151105: declared fields of declared types, any of them possibly absent. */
  readonly object: InfoReading<T>;
  /** `$schema` as it was sent. */
  readonly sentSchema?: string;
  /** What is not in `object`, by path, as it was sent. */
  readonly unknown: ReadonlyMap<string, unknown>;
  /** At most `maxNotes`. */
  readonly notes: readonly InfoNote[];
}

export type InfoFound = { readonly [T in InfoType]: FoundInfo<T> }[InfoType];

export type InfoReadResult =
  | InfoFound
  /** The store answered with an error object; `message` is one line. */
  | { readonly kind: "error"; readonly message: string; readonly originUrl?: string }
  | { readonly kind: "unusable"; readonly reason: string };

/** What a reply may cost; beyond a limit it is `unusable`, and the reason names the limit. */
export interface InfoReadLimits {
  /** Values in the whole reply, counting objects, lists and what is in them; default 200,000: about 50,000 resources, read in 0.1 s. */
  readonly maxValues: number;
  /** Objects and lists in each other; default 16. */
  readonly maxDepth: number;
  /** Characters of one text or one field name; default 65,536. */
  readonly maxTextChars: number;
  /** Notes kept; default 100. */
  readonly maxNotes: number;
}

export interface InfoReadOptions {
  /** What was asked for; used when `$schema` says nothing, and noted when it says otherwise. */
  readonly expectedType?: InfoType;
  /** The id that was asked for; used when the reply has none. */
  readonly expectedId?: string;
  readonly limits?: Partial<InfoReadLimits>;
}
