import { isDeepStrictEqual } from "node:util";
import { AppError } from "@signalbox/errors";
import { isRawConfiguration } from "../config/low-level-schema.js";
import type { RestConfiguration, ServiceFacts } from "./rest-core.js";

type RawDocument = Readonly<Record<string, unknown>>;

/** The raw form of what is in force, complete, so that a part of it can be replaced. Source: reference cdn-router 2.5, 7.1. */
export function rawDocument({ document, file, lowLevel }: RestConfiguration): RawDocument {
  const { tuning, settings, classifiers, sessionGroups, translationFunctions } = file;
  // What was sent in this form is kept as it was, keys without an effect too.
  const sent = isRawConfiguration(document) ? (document as RawDocument) : {};
  return {
    tuning,
    settings,
    classifiers,
    session_groups: sessionGroups,
    translation_functions: translationFunctions,
    ...sent,
    ...lowLevel,
  };
}

/** Keys that only the process's own configuration decides. */
export function factsDocument(facts: ServiceFacts): RawDocument {
  return {
    id: facts.id,
    version: "v2",
    image_tag: facts.version,
    rest_api_server: facts.restApiServer,
    content_server: facts.contentServer,
  };
}

/**
 * `changes` over what is in force; keys it does not have stay. What was read can be sent back, so the process's own keys may be in
 * it as they are.
 *
 * @throws AppError `invalid_argument` when one of those differs
 */
export function changedRawDocument(
  configuration: RestConfiguration,
  changes: RawDocument,
  facts: ServiceFacts,
): RawDocument {
  const fixed = factsDocument(facts);
  const own = Object.entries(changes).filter(([key, value]) => {
    if (!Object.hasOwn(fixed, key)) return true;
    if (isDeepStrictEqual(value, fixed[key])) return false;
    const message = `${key} cannot be changed here; it is set in the configuration of the router's process`;
    throw new AppError("invalid_argument", message);
  });
  return { ...rawDocument(configuration), ...Object.fromEntries(own) };
}
