import fc from "fast-check";

/** A flat value as JSON has it. */
export type Scalar = string | number | boolean | null;

/** Any UTF-16, halves of surrogate pairs included. */
export const anyText = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(toUnit) });

/** Field names short enough to be accepted, the dangerous ones among them. */
export const fieldName = fc.oneof(
  fc.constantFrom("namespace", "key", "data", "ttl", "__proto__", "constructor", "toString", ""),
  fc.string({ unit: "binary", maxLength: 5 }),
);

export const scalar: fc.Arbitrary<Scalar> = fc.oneof(
  anyText,
  fc.string({ unit: "binary" }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);

/** The fields of an object, no name twice, no more than are accepted. */
export const fields = fc.uniqueArray(fc.tuple(fieldName, scalar), {
  selector: ([name]) => name,
  maxLength: 16,
});

export const blanks = fc.string({ unit: fc.constantFrom(" ", "\t", "\n", "\r"), maxLength: 3 });

/** How a client writes: escapes as Python does (ASCII only), as JavaScript does, or every unit as an escape. */
export type Style = "python" | "javascript" | "escapes";
export const style = fc.constantFrom<Style>("python", "javascript", "escapes");

/** A string literal in that style. */
export function literalOf(text: string, as: Style): string {
  if (as === "escapes")
    return `"${[...Array(text.length).keys()].map((i) => escaped(text, i)).join("")}"`;
  const literal = JSON.stringify(text);
  if (as === "javascript") return literal;
  return literal.replace(/[\u007f-\uffff]/g, (unit) => escaped(unit, 0));
}

/** A whole body; `gap(i)` gives the blanks at the i-th place where JSON allows some. */
export function bodyOf(
  entries: readonly (readonly [string, Scalar])[],
  as: Style,
  gap: (place: number) => string = () => "",
): string {
  let place = 0;
  const token = (text: string): string => gap(place++) + text;
  const members = entries.map(
    ([name, value]) => token(nameOf(name, as)) + token(":") + token(valueOf(value, as)),
  );
  return token("{") + members.join(token(",")) + token("}") + gap(place);
}

/** All escapes would make some names longer than is accepted. */
function nameOf(name: string, as: Style): string {
  return literalOf(name, as === "escapes" ? "python" : as);
}

function valueOf(value: Scalar, as: Style): string {
  if (Object.is(value, -0)) return "-0";
  return typeof value === "string" ? literalOf(value, as) : JSON.stringify(value);
}

function escaped(text: string, index: number): string {
  return `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`;
}

function toUnit(code: number): string {
  return String.fromCharCode(code);
}
