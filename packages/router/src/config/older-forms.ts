import type { RoutingFile } from "./routing-schema.js";

const TREE_KEYS = ["id", "members", "host_id", "member_order"];
const MAX_WRAPPERS = 2;

/**
 * The document inside of what the original's tools print around it: `{"services": {"routing": {…}}}` or `{"routing": {…}}`. A `routing`
 * that is a node of a tree is part of a raw configuration and stays where it is.
 */
export function unwrapped(document: unknown): unknown {
  let inner = document;
  for (let layer = 0; layer < MAX_WRAPPERS; layer++) {
    const only = onlyMember(inner);
    if (only?.key !== "services" && (only?.key !== "routing" || isTree(only.value))) break;
    inner = only.value;
  }
  return inner;
}

/**
 * Takes older names for the newer ones. The newer one counts where both are given; the two lists of proxies are one. Source:
 * reference cdn-router 0, 5.9.
 *
 * @param document what `file` was made from: it tells what was written and what is a default
 */
export function withNewerNames(file: RoutingFile, document: unknown): RoutingFile {
  const { settings, tuning, translationFunctions } = file;
  const { allowedProxies = [], ...newer } = settings;
  return {
    ...file,
    settings: { ...newer, trustedProxies: [...settings.trustedProxies, ...allowedProxies] },
    tuning: { ...tuning, general: newerTimeout(tuning.general, document) },
    translationFunctions: newerHooks(translationFunctions),
  };
}

type General = RoutingFile["tuning"]["general"];

function newerTimeout(general: General, document: unknown): General {
  const { selectionInputMetricsTimeoutSeconds: older, ...rest } = general;
  const written = member(member(document, "tuning"), "general");
  const isNewer = member(written, "timestampedSelectionInputTimeoutSeconds") !== undefined;
  if (older === undefined || isNewer) return rest;
  return { ...rest, timestampedSelectionInputTimeoutSeconds: older };
}

function newerHooks(hooks: RoutingFile["translationFunctions"]) {
  const {
    request_translation_function: request = "",
    session_translation_function: session = "",
    host_request_translation_function: hostRequest = "",
    response_translation_function: response = "",
  } = hooks;
  return {
    request: hooks.request || request,
    session: hooks.session || session,
    hostRequest: hooks.hostRequest || hostRequest,
    response: hooks.response || response,
  };
}

function onlyMember(value: unknown): { readonly key: string; readonly value: unknown } | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const [first, ...others] = Object.entries(value);
  return first && others.length === 0 ? { key: first[0], value: first[1] } : undefined;
}

const isTree = (value: unknown): boolean =>
  typeof value !== "object" || value === null || TREE_KEYS.some((key) => key in value);

function member(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? Reflect.get(value, key)
    : undefined;
}
