import { anonymousIp, asnIds, ipranges, subnet } from "./address-classifiers.js";
import {
  matchesNobody,
  type Compilation,
  type CompileClassifier,
  type Test,
} from "./classifier.js";
import { isRawObject, type Fields, type RawObject } from "./fields.js";
import { geoip } from "./geo-classifier.js";
import { random } from "./random-classifier.js";
import { fixedSource, regexMatcher, requestHeader, stringMatcher } from "./text-classifiers.js";

/** The thirteen types (cdn-router 4.2). */
const TYPES: Readonly<Record<string, CompileClassifier>> = {
  anonymousIp,
  asnIds,
  contentUrlPath: fixedSource("content_url_path"),
  contentUrlQueryParameters: fixedSource("content_url_query_parameters"),
  geoip,
  hostName: fixedSource("hostname"),
  ipranges,
  random,
  regexMatcher,
  requestHeader,
  stringMatcher,
  subnet,
  userAgent: fixedSource("user_agent"),
};
/** Names of two types in the router's raw configuration. */
const RAW_TYPES: Readonly<Record<string, string>> = {
  string_match_rule: "stringMatcher",
  regex_rule: "regexMatcher",
};

/** Compiles one classifier of any type; `inverted` negates its answer, also where data is missing. */
export function compileClassifier(fields: Fields, compilation: Compilation): Test {
  const written = fields.text("type");
  const type = Object.hasOwn(RAW_TYPES, written) ? RAW_TYPES[written] : written;
  const compile = type !== undefined && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
  const isInverted = fields.flag("inverted");
  if (!compile) {
    const known = Object.keys(TYPES);
    const more = `, known are ${known.join(", ")}`;
    fields.unknown("type", { kind: "classifier type", given: written, known, more });
    return matchesNobody;
  }
  const test = compile(fields, compilation);
  return isInverted ? (subject) => !test(subject) : test;
}

/** The raw form may name the type by a member: `{"regex_rule": {"source": …}}` is `{"type": "regex_rule", "source": …}`. */
export function flattened(classifier: RawObject): RawObject {
  for (const type of Object.keys(RAW_TYPES)) {
    const inner = Object.hasOwn(classifier, type) ? classifier[type] : undefined;
    if (isRawObject(inner)) return { ...classifier, ...inner, type };
  }
  return classifier;
}
