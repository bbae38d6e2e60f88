import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { ConfigError } from "../src/index.js";
import { load } from "./example-schema.js";

const KEYS = [
  "max_cache_size",
  "worker_timeout",
  "workers",
  "http_server",
  "port",
  "tls",
  "peer_nodes",
  "labels",
  "0",
  "1",
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "polluted",
  "",
];
const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 }));
const document = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom("5", "30s", "", true, null, 7, -1, "polluted"),
    fc.string(),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie("tree")), { maxLength: 5 }).map((pairs) => {
      const text = pairs.map(
        ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
      );
      return new RawJson(`{${text.join(", ")}}`);
    }),
  ),
}));

/** Lets `__proto__` be written as an own key, which an object literal would not. */
class RawJson {
  constructor(private readonly json: string) {}
  toJSON(): unknown {
    return JSON.parse(this.json);
  }
}

const path = fc.array(key, { minLength: 1, maxLength: 4 });

async function expectValueOrConfigError(options: Parameters<typeof load>[0]): Promise<void> {
  try {
    const { value } = await load(options);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
  }
  expect("polluted" in {}).toBe(false);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

test("whatever the file, it loads or is refused with a ConfigError, and no prototype is touched", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        document.tree.map((tree) => JSON.stringify(tree)),
        fc.string(),
      ),
      (yamlText) => expectValueOrConfigError({ yamlText }),
    ),
    { numRuns: 100 },
  );
});

test("whatever the environment and --set, they load or are refused with a ConfigError", async () => {
  const value = fc.oneof(
    document.tree.map((tree) => JSON.stringify(tree)),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(path, value, fc.string(), (parts, given, junk) =>
      expectValueOrConfigError({
        env: { [`SIGNALBOX_CACHE_MANAGER__${parts.join("__")}`]: given },
        sets: [`${parts.join(".")}=${given}`, junk],
      }),
    ),
    { numRuns: 100 },
  );
});

test("a known setting given any other way than its own kind never loads as that other kind", async () => {
  await fc.assert(
    fc.asyncProperty(document.tree, async (tree) => {
      const loaded = await load({ sets: [`workers=${JSON.stringify(tree)}`] }).catch(
        () => undefined,
      );
      if (loaded !== undefined) expect(Number.isInteger(loaded.value.workers)).toBe(true);
    }),
    { numRuns: 60 },
  );
});
