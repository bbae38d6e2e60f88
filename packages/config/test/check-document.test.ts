import { expect, test } from "@jest/globals";
import { documentChecker, integer, list, section, text } from "../src/index.js";

const checker = documentChecker(
  section({
    name: text("", "Name."),
    weight: integer(100, { min: 0, max: 1000 }, "Weight."),
    hosts: list(
      section({ host: text("", "Host."), port: integer(80, { min: 1, max: 65_535 }, "Port.") }),
      { maxItems: 2 },
      "Hosts.",
    ),
  }),
);

test("defaults are filled in at every level, and the given document stays as it was", () => {
  const given = { name: "a", hosts: [{ host: "h" }] };
  expect(checker.check(given)).toEqual({
    value: { name: "a", weight: 100, hosts: [{ host: "h", port: 80 }] },
  });
  expect(given).toEqual({ name: "a", hosts: [{ host: "h" }] });
});

test("every problem is told with its path, unknown keys with the nearest known one", () => {
  expect(checker.check({ wieght: 1, hosts: [{}, { port: "x" }] })).toEqual({
    problems: [
      expect.stringMatching(/^unknown setting wieght; did you mean weight\?/),
      expect.stringMatching(/^hosts\.1\.port: must be a whole number/),
    ],
  });
});

test("of very many unknown keys 200 are told", () => {
  const keys = Array.from({ length: 5_000 }, (_, at) => [`k${at}`, 1]);
  const checked = checker.check({ ...Object.fromEntries(keys), hosts: [{ nope: 1 }] });
  expect("problems" in checked && checked.problems).toHaveLength(200);
});

test.each([[null], [[]], ["text"], [5]])("%j is no document", (document) => {
  expect(checker.check(document)).toEqual({
    problems: [expect.stringMatching(/^the document: must be a section of settings/)],
  });
});

test("a key named __proto__ is an unknown key and pollutes nothing", () => {
  const document: unknown = JSON.parse('{"__proto__": {"polluted": 1}}');
  expect(checker.check(document)).toEqual({
    problems: [expect.stringMatching(/^unknown setting __proto__/)],
  });
  expect({}).not.toHaveProperty("polluted");
});

test("a document that is nested without end is refused, not an overflow of the stack", () => {
  let deep: unknown = 1;
  for (let at = 0; at < 100_000; at += 1) deep = [deep];
  expect(checker.check({ deep })).toEqual({
    problems: ["it nests more than 512 lists and sections"],
  });
});
