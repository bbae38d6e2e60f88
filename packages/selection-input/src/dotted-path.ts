import { memberOf, type InputValue } from "./input-value.js";
import { Branch, Leaf, type Node } from "./node.js";

type Place = Node | InputValue;
type Lookup = (key: string) => Place | undefined;

/**
 * Splits a dotted path by what is there: at each level the longest key made of the remaining segments goes first, so keys
 * may hold dots; where that leads nowhere, the next shorter one is tried (cdn-router 5.4). Each key on the way leads to
 * one place only, so no place is looked at twice.
 *
 * @param lookup What a top-level key holds.
 * @returns the keys, or `undefined` when nothing is there.
 */
export function splitDotted(lookup: Lookup, dotted: string): readonly string[] | undefined {
  const direct = lookup(dotted);
  if (direct !== undefined) return [dotted];
  for (let end = dotted.lastIndexOf("."); end >= 0; end = dotBefore(dotted, end)) {
    const key = dotted.slice(0, end);
    const place = lookup(key);
    if (place === undefined) continue;
    const rest = splitDotted((next) => memberAt(place, next), dotted.slice(end + 1));
    if (rest !== undefined) return [key, ...rest];
  }
  return undefined;
}

/** `lastIndexOf` takes a negative start for 0, which would find a leading dot again and again. */
const dotBefore = (text: string, at: number): number =>
  at === 0 ? -1 : text.lastIndexOf(".", at - 1);

function memberAt(place: Place, key: string): Place | undefined {
  if (place instanceof Branch) return place.children.get(key);
  return memberOf(place instanceof Leaf ? place.value : place, key);
}
