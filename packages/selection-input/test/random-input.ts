import fc from "fast-check";
import type { InputValue } from "../src/index.js";

export const KEYS = ["a", "b", "c", "a.b"] as const;
export const someKey = fc.constantFrom(...KEYS);
export const somePath = fc.array(someKey, { maxLength: 3 });

const scalar = fc.oneof(
  fc.constantFrom<InputValue>(null, true, false, 0, 1, 1.5, "", "x"),
  fc.integer({ min: 0, max: 3 }),
);
const { value, object } = fc.letrec<{ value: InputValue; object: Record<string, InputValue> }>(
  (tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      scalar,
      fc.array(scalar, { maxLength: 3 }),
      tie("object"),
    ),
    object: fc.dictionary(someKey, tie("value"), { maxKeys: 3 }),
  }),
);
export const someValue = value;
export const someObject = object;
