import { expect, test } from "@jest/globals";
import { FakeClock } from "@signalbox/clock/testing";
import fc from "fast-check";
import { InputRefused, InputStore } from "../src/index.js";

const HOSTILE = ["__proto__", "constructor", "prototype"] as const;
const someKey = fc.constantFrom(...HOSTILE, "toString", "a", "hasOwnProperty", "valueOf");
const somePath = fc.array(someKey, { maxLength: 3 });
/** As text: only `JSON.parse` makes own keys called `__proto__`. */
const someJson = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom("1", '"polluted"', "null", "[]", "{}"),
    fc.array(tie("text"), { maxLength: 2 }).map((items) => `[${items.join(",")}]`),
    fc
      .array(fc.tuple(someKey, tie("text")), { maxLength: 3 })
      .map((members) => `{${members.map(([key, text]) => `"${key}":${text}`).join(",")}}`),
  ),
})).text;

const canary = () =>
  JSON.stringify([
    Reflect.ownKeys(Object.prototype).map(String),
    Reflect.ownKeys(Array.prototype).map(String),
    Reflect.ownKeys(Function.prototype).map(String),
    Reflect.ownKeys(Object).map(String),
  ]);

function attempt(write: () => unknown): void {
  try {
    write();
  } catch (reason) {
    if (!(reason instanceof InputRefused)) throw reason;
  }
}

/** Every object in a value that left the store is bare. */
function hasPrototype(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasPrototype);
  return Object.getPrototypeOf(value) !== null || Object.values(value).some(hasPrototype);
}

test("no key, path or message reaches a prototype", () => {
  const before = canary();
  fc.assert(
    fc.property(somePath, someJson, (path, json) => {
      const value: unknown = JSON.parse(json);
      const store = new InputStore({ clock: new FakeClock() });
      attempt(() => store.plain.merge(path, value));
      attempt(() => store.plain.replace(path, value));
      attempt(() => store.plain.push(path, value));
      attempt(() => store.timestamped.put(value));
      attempt(() => store.plain.load(value));
      const all = store.at([]);
      expect(hasPrototype(all) || hasPrototype(store.plain.snapshot())).toBe(false);
      for (const key of HOSTILE) expect(JSON.stringify(all)).not.toContain(`"${key}":`);
      for (const start of HOSTILE) {
        expect(store.at([start])).toBeUndefined();
        expect(store.at(["a", start])).toBeUndefined();
        expect(store.resolve(`a.${start}.a`)).toBeUndefined();
      }
      expect(canary()).toBe(before);
    }),
    { numRuns: 3_000 },
  );
});

test("what looks like a method of an object is data, and absent until it is written", () => {
  const store = new InputStore({ clock: new FakeClock() });
  expect(store.at(["toString"])).toBeUndefined();
  store.plain.replace(["a", "list"], [{ toString: 1 }]);
  expect(store.at(["a", "list", "0", "toString"])).toBe(1);
  expect(store.at(["a", "list", "0", "valueOf"])).toBeUndefined();
  expect(store.at(["a", "list", "length"])).toBeUndefined();
});

test("a host with a reserved name or key is refused, the others of its message are kept", () => {
  const store = new InputStore({ clock: new FakeClock() });
  const report = store.timestamped.put(
    JSON.parse('{"__proto__":{"a":1},"bad":{"x":{"constructor":1}},"good":{"a":1}}'),
  );
  expect(report).toMatchObject({ accepted: 1, refused: 2 });
  expect(report.refusals.map(({ error }) => error.message)).toEqual([
    'the root: the key "__proto__" is reserved',
    '"bad.x": the key "constructor" is reserved',
  ]);
  expect([...store.keys()]).toEqual(["good"]);
});
