/** Names and values in turn, as Node's `rawHeaders`. */
export type RawHeaders = readonly string[];

/** The value of a field in any case; repeated fields are joined with `, `, cookies with `; `. A scan: requests have few fields. */
export function headerValue(rawHeaders: RawHeaders, name: string): string | undefined {
  const wanted = name.toLowerCase();
  let value: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!isNamed(rawHeaders[at], wanted)) continue;
    const found = rawHeaders[at + 1] ?? "";
    const separator = wanted === "cookie" ? "; " : ", ";
    value = value === undefined ? found : value + separator + found;
  }
  return value;
}

/** Every value of a field, in order. @param wanted the name in lower case */
export function headerValues(rawHeaders: RawHeaders, wanted: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (isNamed(rawHeaders[at], wanted)) values.push(rawHeaders[at + 1] ?? "");
  }
  return values;
}

export function pairsOf(rawHeaders: RawHeaders): (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    pairs.push([rawHeaders[at] ?? "", rawHeaders[at + 1] ?? ""]);
  }
  return pairs;
}

/** The length first: it tells most names apart without a copy. */
function isNamed(name: string | undefined, wanted: string): boolean {
  return name?.length === wanted.length && name.toLowerCase() === wanted;
}
