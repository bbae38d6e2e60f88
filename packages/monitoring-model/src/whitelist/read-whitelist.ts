import { AppError } from "@signalbox/errors";
import { type JsonNode, kindOf } from "../query/json-node.js";
import { readJsonText } from "../query/json-text.js";
import { isUrnOfHolder } from "../urn/subject-alt-name.js";
import { normalizeUrn, URN_PREFIX } from "../urn/urn.js";
import { ACCESS_SCOPES, type AccessScope, isAccessScope } from "./access-scope.js";
import { iniValue } from "./ini-value.js";
import { Whitelist, type WhitelistEntry } from "./whitelist.js";

export interface WhitelistLimits {
  /** Length of the text; default 1,048,576. */
  readonly maxTextChars: number;
  /** Default 10,000. */
  readonly maxEntries: number;
}

export const DEFAULT_WHITELIST_LIMITS: WhitelistLimits = {
  maxTextChars: 1_048_576,
  maxEntries: 10_000,
};

/** Lists and objects inside each other: file, list, entry, scopes. */
const MAX_DEPTH = 4;
const INI_PLACE = { section: "main", option: "whitelist" } as const;
/** A list or an object of JSON; a section of INI has a name after the bracket. */
const JSON_START = /^\s*(?:\{|\[\s*(?:["{[\]]|$))/;
const URI_KIND = "URI:";
const MAX_SHOWN_CHARS = 100;

/**
 * Reads a list of URNs that are let in (datastore-polling, 5.4, 9.28, 9.31): the original's INI file (section `main`, option
 * `whitelist`, a JSON list), a JSON list, or a JSON object with the list under `whitelist`. An entry is a URN, with or without `URI:`
 * in front, which has all scopes, or an object with `urn` and `scopes`.
 *
 * @throws AppError `invalid_argument`, with line and reason, when anything in it is wrong; a list of none is not wrong
 */
export function readWhitelist(text: string, limits: Partial<WhitelistLimits> = {}): Whitelist {
  const { maxTextChars, maxEntries } = { ...DEFAULT_WHITELIST_LIMITS, ...limits };
  const plain = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (plain.length > maxTextChars)
    throw invalid(`has ${plain.length} characters, limit is ${maxTextChars}`);
  const file = new WhitelistFile(jsonPart(plain));
  const items = file.items();
  if (items.length > maxEntries)
    throw invalid(`has ${items.length} entries, limit is ${maxEntries}`);
  return new Whitelist(file.distinct(items));
}

function invalid(problem: string): AppError {
  return new AppError("invalid_argument", `whitelist ${problem}`);
}

function jsonPart(text: string): string {
  if (JSON_START.test(text)) return text;
  const { text: value, count } = iniValue(text, INI_PLACE);
  if (count === 1) return value;
  throw invalid(
    count === 0
      ? "is neither JSON nor has it a section [main] with whitelist"
      : `has ${count} times the option whitelist`,
  );
}

class WhitelistFile {
  constructor(readonly text: string) {}

  items(): readonly JsonNode[] {
    const reading = readJsonText(this.text, { maxDepth: MAX_DEPTH, tolerant: false });
    if (!reading.ok) throw this.#at(reading.at, reading.problem);
    const { node } = reading;
    const list = node.kind === "object" ? this.#member(node) : node;
    if (list.kind === "array") return list.items;
    throw this.#at(list.at, `expected a list, found ${kindOf(list)}`);
  }

  /** The entries, none twice. */
  distinct(items: readonly JsonNode[]): readonly WhitelistEntry[] {
    const entries = new Map<string, WhitelistEntry>();
    for (const item of items) {
      const entry = this.#entry(item);
      const key = normalizeUrn(entry.urn);
      const known = entries.get(key);
      if (known && known.scopes.join() !== entry.scopes.join())
        throw this.#at(item.at, `${shown(entry.urn)} is listed before with other scopes`);
      if (!known) entries.set(key, entry);
    }
    return [...entries.values()];
  }

  #member(node: Extract<JsonNode, { kind: "object" }>): JsonNode {
    const unknown = [...node.members.keys()].find((key) => key !== "whitelist");
    if (unknown !== undefined) throw this.#at(node.at, `unknown key ${shown(unknown)}`);
    const list = node.members.get("whitelist");
    if (list) return list;
    throw this.#at(node.at, "the key whitelist is missing");
  }

  #entry(item: JsonNode): WhitelistEntry {
    if (item.kind === "string") return { urn: this.#urn(item), scopes: ACCESS_SCOPES };
    if (item.kind !== "object")
      throw this.#at(item.at, `expected a URN or an object, found ${kindOf(item)}`);
    const unknown = [...item.members.keys()].find((key) => key !== "urn" && key !== "scopes");
    if (unknown !== undefined) throw this.#at(item.at, `unknown key ${shown(unknown)}`);
    const urn = item.members.get("urn");
    if (!urn) throw this.#at(item.at, "entry has no urn");
    const scopes = item.members.get("scopes");
    return { urn: this.#urn(urn), scopes: scopes ? this.#scopes(scopes) : ACCESS_SCOPES };
  }

  #urn(node: JsonNode): string {
    if (node.kind !== "string") throw this.#at(node.at, `expected a URN, found ${kindOf(node)}`);
    const urn = node.text.startsWith(URI_KIND) ? node.text.slice(URI_KIND.length) : node.text;
    if (isUrnOfHolder(urn)) return urn;
    throw this.#at(node.at, `${shown(node.text)} is not a URN that begins with ${URN_PREFIX}`);
  }

  #scopes(node: JsonNode): readonly AccessScope[] {
    if (node.kind !== "array" || node.items.length === 0)
      throw this.#at(node.at, "scopes is not a list with at least one of them");
    const scopes = node.items.map((item) => this.#scope(item));
    return ACCESS_SCOPES.filter((scope) => scopes.includes(scope));
  }

  #scope(node: JsonNode): AccessScope {
    const scope = node.kind === "string" ? node.text : undefined;
    if (isAccessScope(scope)) return scope;
    const found = scope === undefined ? kindOf(node) : shown(scope);
    throw this.#at(node.at, `scope is ${found}, not one of ${ACCESS_SCOPES.join(", ")}`);
  }

  #at(index: number, problem: string): AppError {
    const line = this.text.slice(0, index).split("\n").length;
    return invalid(`line ${line}: ${problem}`);
  }
}

function shown(text: string): string {
  return JSON.stringify(
    text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS)}...` : text,
  );
}
