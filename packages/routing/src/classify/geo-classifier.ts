import { matchesNobody, type CompileClassifier, type Test } from "./classifier.js";
import type { Fields } from "./fields.js";
import type { GeoPlace } from "./geo-lookup.js";
import type { Subject } from "./subject.js";
import { MAX_PATTERN_CHARS } from "./text-classifiers.js";
import { compileWildcard } from "./wildcard.js";

type Matches = (lowered: string) => boolean;

/**
 * Every field that is set matches the client's place or network; a place matches by its code or its English name, `*` stands for any
 * characters (cdn-router 4.2, 4.3). `cities: [""]`, as the wizard writes it, is not set. With nothing set nobody matches.
 */
export const geoip: CompileClassifier = (fields, { needs }) => {
  const places: readonly (Test | undefined)[] = [
    ...(["continent", "country", "region"] as const).map((field) =>
      placeTest(field, [fields.text(field)]),
    ),
    placeTest("city", texts(fields, "cities")),
  ];
  const organisation = patterns([fields.text("asn")]);
  const tests = [...places, organisation && networkTest(organisation)].filter(
    (test) => test !== undefined,
  );
  if (places.some((test) => test !== undefined)) needs.add("geo");
  if (organisation) needs.add("asn");
  if (tests.length === 0) return matchesNobody;
  return (subject) => tests.every((test) => test(subject));
};

function placeTest(field: keyof GeoPlace, wanted: readonly string[]): Test | undefined {
  const matches = patterns(wanted);
  if (!matches) return undefined;
  return (subject: Subject) => subject.place?.[field].some(matches) ?? false;
}

function networkTest(matches: Matches): Test {
  return ({ network }) =>
    network !== undefined && network.organisation !== "" && matches(network.organisation);
}

/** True for what one of the patterns covers; undefined when none is set. */
function patterns(wanted: readonly string[]): Matches | undefined {
  const compiled = wanted.filter((pattern) => pattern !== "").map(compileWildcard);
  if (compiled.length === 0) return undefined;
  return (lowered) => compiled.some((matches) => matches(lowered));
}

function texts(fields: Fields, name: string): string[] {
  return fields.list(name).flatMap((value, at) => {
    if (typeof value === "string" && value.length <= MAX_PATTERN_CHARS) return [value];
    fields.problem(`${name}[${at}]`, `is not a text of at most ${MAX_PATTERN_CHARS} characters`);
    return [];
  });
}
