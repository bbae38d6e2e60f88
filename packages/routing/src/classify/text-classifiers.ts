import { matchesNobody, type CompileClassifier, type Test } from "./classifier.js";
import { quoted, type Fields } from "./fields.js";
import { compileRegex } from "./linear-regex.js";
import { isSourceName, SOURCES, type SourceName, type TextSources } from "./text-sources.js";
import { compileWildcard } from "./wildcard.js";

/** Longest pattern, in characters. */
export const MAX_PATTERN_CHARS = 4_096;
/** `regexMatch` is accepted beside the documented two because `stringMatch` suggests it. */
const PATTERN_TYPES = ["stringMatch", "regex", "regexMatch"];

/** contentUrlPath, contentUrlQueryParameters, hostName, userAgent (cdn-router 4.2). */
export function fixedSource(name: SourceName): CompileClassifier {
  return (fields, { sources }) => typedPattern(fields, sources.named(name));
}

export const requestHeader: CompileClassifier = (fields, { sources }) => {
  const header = fields.text("header");
  if (header === "") fields.problem("header", "is empty");
  return typedPattern(fields, sources.header(header));
};

export const stringMatcher: CompileClassifier = (fields, { sources }) =>
  stringTest(fields, sourceOf(fields, sources));

export const regexMatcher: CompileClassifier = (fields, { sources }) =>
  regexTest(fields, sourceOf(fields, sources));

function typedPattern(fields: Fields, source: number): Test {
  const type = fields.text("patternType", "stringMatch");
  if (!PATTERN_TYPES.includes(type)) {
    fields.problem("patternType", `${quoted(type)} is neither stringMatch nor regex`);
  }
  return type === "stringMatch" ? stringTest(fields, source) : regexTest(fields, source);
}

function stringTest(fields: Fields, source: number): Test {
  const matches = compileWildcard(patternOf(fields));
  return (subject) => matches(subject.lowered(source));
}

function regexTest(fields: Fields, source: number): Test {
  const verdict = compileRegex(patternOf(fields));
  if (verdict.ok) return (subject) => verdict.matches(subject.text(source));
  fields.problem("pattern", verdict.reason);
  return matchesNobody;
}

/** The pattern of a classifier, "" when it is too long. */
export function patternOf(fields: Fields): string {
  const pattern = fields.text("pattern");
  if (pattern.length <= MAX_PATTERN_CHARS) return pattern;
  fields.problem("pattern", `has ${pattern.length} characters, limit is ${MAX_PATTERN_CHARS}`);
  return "";
}

function sourceOf(fields: Fields, sources: TextSources): number {
  const name = fields.text("source", "content_url_path");
  if (isSourceName(name)) return sources.named(name);
  const known = Object.keys(SOURCES);
  const more = `, known are ${known.join(", ")}`;
  fields.unknown("source", { kind: "source", given: name, known, more });
  return 0;
}
