import { AppError } from "@signalbox/errors";
import { isRawConfiguration } from "../config/low-level-schema.js";
import { MAX_WAITING_CHANGES, OneAtATime } from "../one-at-a-time.js";
import { changedRawDocument, factsDocument, rawDocument } from "./raw-configuration.js";
import { readJsonObject } from "./read-json.js";
import type { RestCore, ServiceFacts } from "./rest-core.js";
import {
  BUSY,
  json,
  noContent,
  type RestHandlers,
  type RestRequest,
  type RestRoute,
} from "./rest-route.js";

const REFUSED = {
  status: 400,
  meaning:
    "Refused; the message names the problems and where they are. The old one stays in force.",
};
const TOO_LARGE = { status: 413, meaning: "The body is too large." };
const RAW_FORM =
  "An object with some of `routing`, `cdns`, `hosts`, `tuning`, `settings`, `classifiers`, `session_groups`, `translation_functions`. Keys that are missing stay as they are.";

/** Source: reference cdn-router 7.1. */
export const configurationRoutes = [
  {
    method: "GET",
    path: "/v2/configuration",
    summary: "Shows the raw configuration in force: the routing tree, CDNs, hosts, and listeners.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [{ status: 200, meaning: "The whole configuration." }],
  },
  {
    method: "PUT",
    path: "/v2/configuration",
    summary: "Changes the raw configuration, whole or not at all.",
    key: "needed",
    parameters: [],
    request: RAW_FORM,
    replies: [{ status: 204, meaning: "In force." }, REFUSED, TOO_LARGE, BUSY],
  },
  {
    method: "PUT",
    path: "/v2/validate_configuration",
    summary: "Checks what a PUT of `/v2/configuration` would do; changes nothing.",
    key: "needed",
    parameters: [],
    request: RAW_FORM,
    replies: [{ status: 204, meaning: "It would be accepted." }, REFUSED, TOO_LARGE],
  },
  {
    method: "GET",
    path: "/v1/config",
    summary: "Shows the `services.routing` document in force, as it was sent.",
    key: "needed",
    parameters: [],
    request: "",
    replies: [
      { status: 200, meaning: "The document." },
      { status: 404, meaning: "There is none, or a raw configuration is in force." },
    ],
  },
  {
    method: "PUT",
    path: "/v1/config",
    summary: "Puts a `services.routing` document in force, whole or not at all.",
    key: "needed",
    parameters: [],
    request: "The whole document.",
    replies: [{ status: 204, meaning: "In force." }, REFUSED, TOO_LARGE, BUSY],
  },
] as const satisfies readonly RestRoute[];

export interface ConfigurationOptions {
  readonly core: RestCore;
  readonly facts: ServiceFacts;
  /** 413 above. */
  readonly maxBodyBytes: number;
}

export function configurationHandlers(
  options: ConfigurationOptions,
): RestHandlers<typeof configurationRoutes> {
  const { core, facts } = options;
  const read = ({ body }: RestRequest) => readJsonObject(body, { maxBytes: options.maxBodyBytes });
  // A part is laid over what is in force, so two of them at once could undo each other.
  const changes = new OneAtATime(MAX_WAITING_CHANGES);
  return {
    "GET /v2/configuration": () =>
      json({ ...factsDocument(facts), ...rawDocument(core.configuration) }),
    "PUT /v2/configuration": async (request) => {
      const given = read(request);
      await changes.run(() =>
        core.applyLowLevel(changedRawDocument(core.configuration, given, facts)),
      );
      return noContent;
    },
    "PUT /v2/validate_configuration": async (request) => {
      await core.validateLowLevel(changedRawDocument(core.configuration, read(request), facts));
      return noContent;
    },
    "GET /v1/config": () => {
      const { document } = core.configuration;
      if (typeof document === "object" && document !== null && !isRawConfiguration(document)) {
        return json(document);
      }
      throw new AppError(
        "not_found",
        "no services.routing document is in force; see /v2/configuration",
      );
    },
    "PUT /v1/config": async (request) => {
      const document = read(request);
      await changes.run(() => core.apply(document));
      return noContent;
    },
  };
}
