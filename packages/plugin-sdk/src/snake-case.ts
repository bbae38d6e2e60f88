type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** `Options` whose names may also be written the way the original library writes them: `display_name`. */
export type EitherCase<Options> = Options & {
  readonly [Name in keyof Options as Name extends string ? SnakeCase<Name> : never]?: Options[Name];
};

const camelCase = (name: string): string =>
  name.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** The same options under our names only. A value under both names: the later one counts. */
export function toCamelCase<Options extends object>(options: EitherCase<Options>): Options {
  const renamed = Object.entries(options).map(([name, value]) => [camelCase(name), value] as const);
  // The names are the ones `EitherCase` was made from, so what comes out has its shape.
  return Object.fromEntries(renamed) as Options;
}
