import type { InfoType } from "./info-type.js";

/** Which type a reference leads to: always the same, or told by the field `resource_type` beside it. */
export type ReferenceTarget = InfoType | "by resource_type";

export interface TextShape {
  readonly kind: "text";
  readonly minLength?: number;
  /** The text is a URN of an object of this type. */
  readonly urnOf?: InfoType;
}

export interface ChoiceShape {
  readonly kind: "choice";
  readonly values: readonly string[];
}

export interface ListShape {
  readonly kind: "list";
  readonly of: Shape;
  readonly minItems?: number;
  readonly unique?: true;
}

export interface RecordShape {
  readonly kind: "record";
  readonly fields: Readonly<Record<string, Field>>;
  /** The record names another object by `href`, `urn`, `id`, or some of them. */
  readonly refersTo?: ReferenceTarget;
  /** Further fields, whose names start with `prefix`. */
  readonly more?: { readonly prefix: string; readonly shape: Shape };
}

/** A record with names of anybody's choice. */
export interface MapShape {
  readonly kind: "map";
  readonly of: Shape;
}

/** What a JSON value in a field must be; `any` is left as it is. */
export type Shape =
  | TextShape
  | ChoiceShape
  | ListShape
  | RecordShape
  | MapShape
  | { readonly kind: "integer" | "number" | "boolean" | "any" };

export interface Field {
  readonly shape: Shape;
  /** The schema of 20151105 demands it. */
  readonly required?: true;
  /** It tells who a person is; only callers with the right to personal data get it. */
  readonly personal?: true;
  /** What an empty list becomes in a reply; default: sent when required, else left out (datastore-polling, 9.15). */
  readonly whenEmpty?: "sent";
}

export type Fields = Readonly<Record<string, Field>>;

type Flat<T> = { [Key in keyof T]: T[Key] };

type RequiredName<F> = {
  [Name in keyof F]: F[Name] extends { readonly required: true } ? Name : never;
}[keyof F];

type ShapeIn<F> = F extends { readonly shape: infer S } ? S : never;

type More<S, Value> = S extends { readonly more: { readonly prefix: infer P extends string } }
  ? { readonly [Name in `${P}${string}`]?: Value }
  : unknown;

/** The value a shape stands for, complete. */
export type ValueOf<S> = S extends { readonly kind: "text" }
  ? string
  : S extends { readonly kind: "integer" | "number" }
    ? number
    : S extends { readonly kind: "boolean" }
      ? boolean
      : S extends { readonly kind: "choice"; readonly values: readonly (infer V)[] }
        ? V
        : S extends { readonly kind: "list"; readonly of: infer Item }
          ? readonly ValueOf<Item>[]
          : S extends { readonly kind: "map"; readonly of: infer Item }
            ? Readonly<Record<string, ValueOf<Item>>>
            : S extends { readonly kind: "record"; readonly fields: infer F }
              ? RecordOf<F> & More<S, string>
              : unknown;

/** A record with all that is required. */
export type RecordOf<F> = Flat<
  { readonly [Name in RequiredName<F>]: ValueOf<ShapeIn<F[Name]>> } & {
    readonly [Name in Exclude<keyof F, RequiredName<F>>]?: ValueOf<ShapeIn<F[Name]>>;
  }
>;

/** The value a shape stands for, of which anything may be absent; `Nothing` is what may stand in its place. */
export type PartOf<S, Nothing = never> = S extends {
  readonly kind: "list";
  readonly of: infer Item;
}
  ? readonly PartOf<Item, Nothing>[]
  : S extends { readonly kind: "map"; readonly of: infer Item }
    ? Readonly<Record<string, PartOf<Item, Nothing>>>
    : S extends { readonly kind: "record"; readonly fields: infer F }
      ? PartialRecordOf<F, Nothing> & More<S, string | Nothing>
      : ValueOf<S>;

export type PartialRecordOf<F, Nothing = never> = {
  readonly [Name in keyof F]?: PartOf<ShapeIn<F[Name]>, Nothing> | Nothing;
};
