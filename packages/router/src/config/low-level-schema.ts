import { Ajv } from "ajv";
import type { LowLevelDocument } from "@signalbox/routing";
import { refused } from "./refused.js";

const text = { type: "string" } as const;
const number = { type: "number" } as const;
const texts = { type: "array", items: text, maxItems: 1_000 } as const;

const node = {
  type: "object",
  properties: {
    id: text,
    host_id: text,
    member_order: text,
    members: { type: "array", items: { $ref: "#/$defs/node" }, maxItems: 32_768 },
    weight: number,
    weight_function: text,
    content_popularity_cutoff: number,
    spread_factor: number,
    hash_algorithm: text,
    fallback: { type: "boolean" },
  },
  required: ["id"],
} as const;

const cdn = {
  type: "object",
  properties: {
    id: text,
    name: text,
    type: text,
    http_port: number,
    https_port: number,
    headers_to_forward: texts,
    allow_any_redirect_type: { type: "boolean" },
  },
  required: ["id", "name", "type"],
} as const;

const host = {
  type: "object",
  properties: { id: text, cdn_id: text, hostname: text, ipv6_address: text, health_checks: texts },
  required: ["id", "cdn_id", "hostname"],
} as const;

/** The part of the raw configuration that routes; other keys are kept and have no effect. Source: reference cdn-router 2.5, 3.4. */
const schema = {
  $defs: { node },
  type: "object",
  properties: {
    routing: { $ref: "#/$defs/node" },
    cdns: { type: "array", items: cdn, maxItems: 32_768 },
    hosts: { type: "array", items: host, maxItems: 32_768 },
    tuning: { type: "object" },
    settings: { type: "object" },
    classifiers: { type: "array" },
    session_groups: { type: "array" },
    translation_functions: { type: "object" },
  },
  required: ["cdns", "hosts"],
} as const;

/** The raw configuration as it is sent; lists that the rest of the configuration has as well are optional. */
export interface RawConfiguration extends LowLevelDocument {
  readonly tuning?: object;
  readonly settings?: object;
  readonly classifiers?: readonly unknown[];
  readonly session_groups?: readonly unknown[];
  readonly translation_functions?: object;
}

const validate = new Ajv({ allErrors: false }).compile<RawConfiguration>(schema);

/** @throws AppError `invalid_argument` with the path of the first thing that has the wrong shape */
export function checkRawConfiguration(document: unknown): RawConfiguration {
  if (validate(document)) return document;
  const [error] = validate.errors ?? [];
  const path = error?.instancePath.slice(1).replaceAll("/", ".") ?? "";
  throw refused([
    `${path === "" ? "the document" : path}: ${error?.message ?? "has the wrong shape"}`,
  ]);
}

/** Whether a stored document is of this form rather than the one with rules. */
export function isRawConfiguration(document: unknown): boolean {
  return (
    typeof document === "object" &&
    document !== null &&
    ("cdns" in document || "routing" in document)
  );
}
