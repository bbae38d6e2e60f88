const isPlain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
};

function refuse(path: string, what: string): never {
  throw new TypeError(`${path} is ${what}, which is not JSON: convert it before it is cached`);
}

/** What `value` becomes for JSON.stringify: the result of its own toJSON, if it has one. */
function asJsonSees(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (!("toJSON" in value) || typeof value.toJSON !== "function") return value;
  const replaced: unknown = Reflect.apply(value.toJSON, value, []);
  return replaced;
}

function checkObject(value: object, path: string, above: ReadonlySet<object>): void {
  if (above.has(value)) refuse(path, "a reference to something it is inside of");
  const within = new Set(above).add(value);
  if (Array.isArray(value)) {
    // Not forEach: it would skip holes, which JSON turns into null.
    for (let index = 0; index < value.length; index += 1) {
      checkJson(value[index], `${path}[${index}]`, within);
    }
    return;
  }
  if (!isPlain(value)) refuse(path, `a ${value.constructor.name}`);
  for (const [name, item] of Object.entries(value)) checkJson(item, `${path}.${name}`, within);
}

function checkJson(given: unknown, path: string, above: ReadonlySet<object>): void {
  const value = asJsonSees(given);
  if (value === null || typeof value === "string" || typeof value === "boolean") return;
  if (typeof value === "object") {
    checkObject(value, path, above);
  } else if (typeof value !== "number") {
    refuse(path, value === undefined ? "undefined" : `a ${typeof value}`);
  } else if (!Number.isFinite(value)) {
    refuse(path, String(value));
  }
}

/**
 * The JSON text of `value`, refusing everything that would not come back as it went in: undefined, functions, symbols,
 * BigInt, NaN and infinities, cycles, Map, Set and instances of classes (unless they have a `toJSON`, as Date has).
 *
 * @throws TypeError naming the place, for example `value.items[2].id is a bigint, which is not JSON`.
 */
export function strictJsonText(value: unknown): string {
  checkJson(value, "value", new Set());
  return JSON.stringify(value);
}

/** The JSON text of `value` by JSON.stringify's own rules; a function that returns nothing gives `null`, as in Python. */
export function lenientJsonText(value: unknown): string {
  // JSON.stringify is declared to return a string but gives undefined for undefined, functions and symbols.
  const text = JSON.stringify(value) as string | undefined;
  return text ?? "null";
}
