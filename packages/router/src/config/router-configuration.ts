import { runSteps, type Steps } from "@signalbox/clock";
import { didYouMean, documentChecker } from "@signalbox/config";
import {
  Classification,
  compileLowLevelInSteps,
  compileRoutingInSteps,
  HostOrigin,
  PrefixSet,
  type Compiled,
  type LowLevelDocument,
  type Plan,
  type Problem,
  type RoutingDocument,
} from "@signalbox/routing";
import { ignoredSettings } from "./ignored-settings.js";
import { checkRawConfiguration } from "./low-level-schema.js";
import { withNewerNames } from "./older-forms.js";
import { refused } from "./refused.js";
import { ruleSchemas } from "./rule-schemas.js";
import { routingSchema, type RoutingFile } from "./routing-schema.js";

/** A routing configuration that may be used: everything in it was checked. */
export interface RouterConfiguration {
  /** As it was sent, for who asks for it. */
  readonly document: unknown;
  /** With every default filled in. */
  readonly file: RoutingFile;
  readonly plan: Plan;
  readonly lowLevel: LowLevelDocument;
  readonly classification: Classification;
  readonly trustedProxies: PrefixSet;
  /** Where each host of the plan is reached, by its index. */
  readonly origins: readonly HostOrigin[];
  /** What is odd but no reason to refuse it. */
  readonly warnings: readonly Problem[];
}

/** Most rules that are found wrong before the others are not looked at any more: finding near names takes time. */
const MAX_PROBLEMS = 100;
/** Rules or hosts that are looked at in one step. */
const AT_ONCE = 500;

const checker = documentChecker(routingSchema);
const ruleCheckers = new Map(
  Object.entries(ruleSchemas).map(([type, schema]) => [type, documentChecker(schema)]),
);

/**
 * Checks and compiles a routing configuration (`services.routing`). Nothing of it is in force yet, and its Lua was not looked at.
 *
 * @param document Parsed JSON.
 * @throws AppError `invalid_argument` that names every problem with its path
 */
export function readRouterConfiguration(document: unknown): RouterConfiguration {
  return runSteps(readRouterConfigurationInSteps(document));
}

/** The same in steps: a document of megabytes must not hold up requests. */
export function* readRouterConfigurationInSteps(document: unknown): Steps<RouterConfiguration> {
  const file = yield* checkedFile(document);
  // The checks above are those of the shape that the reader takes for granted.
  const compiled = yield* compileRoutingInSteps(file as unknown as RoutingDocument);
  return yield* assemble(document, file, compiled);
}

/**
 * The same for a raw configuration: its tree instead of rules. Source: reference cdn-router 2.5, 3.4.
 *
 * @throws AppError `invalid_argument` that names every problem with its path
 */
export function readRawConfiguration(document: unknown): RouterConfiguration {
  return runSteps(readRawConfigurationInSteps(document));
}

/** The same in steps. */
export function* readRawConfigurationInSteps(document: unknown): Steps<RouterConfiguration> {
  const raw = checkRawConfiguration(document);
  const { tuning = {}, settings = {}, classifiers = [], session_groups: sessionGroups = [] } = raw;
  const { translation_functions: translationFunctions = {} } = raw;
  yield;
  const file = yield* checkedFile({
    tuning,
    settings,
    classifiers,
    sessionGroups,
    translationFunctions,
  });
  return yield* assemble(document, file, yield* compileLowLevelInSteps(raw));
}

function* assemble(
  document: unknown,
  file: RoutingFile,
  compiled: Compiled,
): Steps<RouterConfiguration> {
  yield;
  const problems: Problem[] = [];
  const classified = Classification.compile(file);
  yield;
  const { trustedProxies } = file.settings;
  const trusted = PrefixSet.read(trustedProxies, "settings.trustedProxies", problems);
  if (!compiled.ok) problems.push(...compiled.problems);
  if (!classified.ok) problems.push(...classified.problems);
  const origins = compiled.ok ? yield* originsOf(compiled.plan, problems) : [];
  if (problems.length > 0 || !compiled.ok || !classified.ok)
    throw refused(problems.map(problemText));
  const { plan, lowLevel } = compiled;
  const warnings = [...compiled.warnings, ...ignoredSettings(file)];
  const { classification } = classified;
  return {
    document,
    file,
    plan,
    lowLevel,
    classification,
    trustedProxies: trusted,
    origins,
    warnings,
  };
}

function* checkedFile(document: unknown): Steps<RoutingFile> {
  const checked = yield* checker.checkInSteps(document);
  if ("problems" in checked) throw refused(checked.problems);
  const problems: string[] = [];
  const rules: object[] = [];
  for (const [at, rule] of checked.value.rules.entries()) {
    if (at % AT_ONCE === 0) yield;
    if (problems.length >= MAX_PROBLEMS) break;
    rules.push(checkedRule(rule, `rules[${at}]`, problems));
  }
  if (problems.length > 0) throw refused(problems);
  return withNewerNames({ ...checked.value, rules }, document);
}

function checkedRule(rule: object, path: string, problems: string[]): object {
  const type: unknown = Reflect.get(rule, "type");
  const found = typeof type === "string" ? ruleCheckers.get(type) : undefined;
  if (!found) {
    const known = [...ruleCheckers.keys()];
    const hint = typeof type === "string" ? didYouMean(type, known) : "";
    problems.push(
      `${path}.type: unknown rule type ${JSON.stringify(type)}${hint}; known: ${known.join(", ")}`,
    );
    return rule;
  }
  const checked = found.check(rule);
  if ("value" in checked) return checked.value;
  problems.push(...checked.problems.map((problem) => `${path}: ${problem}`));
  return rule;
}

function* originsOf(plan: Plan, problems: Problem[]): Steps<HostOrigin[]> {
  const origins: HostOrigin[] = [];
  for (const { hostname, ipv6Address, group, name, index } of plan.hosts) {
    if (index % AT_ONCE === 0) yield;
    const { httpPort, httpsPort } = group;
    const address = { hostname, ipv6Address, httpPort, httpsPort };
    const origin = HostOrigin.read(address, `hostGroups: host ${JSON.stringify(name)}`, problems);
    if (origin) origins.push(origin);
  }
  return origins;
}

const problemText = ({ path, message }: Problem): string => `${path}: ${message}`;
