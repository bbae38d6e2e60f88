import { AppError } from "@signalbox/errors";
import { declarations, type InfoType } from "@signalbox/monitoring-model";
import type { Target } from "../http/target.js";
import { isTreeType, type TreeType } from "./tree-ids.js";

/** What `GET /info/<type>` is asked for. */
export interface ListQuestion {
  readonly type: InfoType;
  readonly urn?: string;
  readonly idPrefix?: string;
  readonly changedSinceUs?: number;
  readonly aggregate?: { readonly id: string; readonly type: TreeType };
  readonly limit: number;
  readonly cursor?: string;
  readonly fields?: ReadonlySet<string>;
}

const NAMES: ReadonlySet<string> = new Set([
  "urn",
  "id_prefix",
  "changed_since",
  "aggregate",
  "limit",
  "cursor",
  "fields",
]);
const DIGITS = /^[0-9]{1,16}$/;

/** @throws AppError `invalid_argument` that names the parameter: a filter nobody understood must not list everything */
export function readListQuestion(
  type: InfoType,
  { parameters }: Pick<Target, "parameters">,
  maxList: number,
): ListQuestion {
  for (const name of parameters.keys()) {
    if (!NAMES.has(name)) throw wrong(`parameter ${JSON.stringify(name.slice(0, 64))} is unknown`);
  }
  const [urn, idPrefix, cursor] = ["urn", "id_prefix", "cursor"].map((name) =>
    parameters.get(name),
  );
  const changedSinceUs = integer("changed_since", parameters, Number.MAX_SAFE_INTEGER);
  const aggregate = aggregateIn(type, parameters.get("aggregate"));
  const fields = fieldsIn(type, parameters.get("fields"));
  return {
    type,
    limit: integer("limit", parameters, maxList, 1) ?? maxList,
    ...(urn !== undefined && { urn }),
    ...(idPrefix !== undefined && { idPrefix }),
    ...(cursor !== undefined && { cursor }),
    ...(changedSinceUs !== undefined && { changedSinceUs }),
    ...(aggregate && { aggregate }),
    ...(fields && { fields }),
  };
}

function integer(
  name: string,
  parameters: ReadonlyMap<string, string>,
  max: number,
  min = 0,
): number | undefined {
  const text = parameters.get(name);
  if (text === undefined) return undefined;
  const value = DIGITS.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const setting = name === "limit" ? " (data.max_list)" : "";
  throw wrong(`parameter ${name} is not an integer of ${min} .. ${max}${setting}`);
}

function aggregateIn(type: InfoType, id: string | undefined): ListQuestion["aggregate"] {
  if (id === undefined) return undefined;
  if (isTreeType(type)) return { id, type };
  throw wrong(`parameter aggregate is not for type ${type}`);
}

function fieldsIn(type: InfoType, text: string | undefined): ReadonlySet<string> | undefined {
  if (text === undefined) return undefined;
  const names = text.split(",").filter((name) => name !== "");
  const unknown = names.find((name) => !Object.hasOwn(declarations[type], name));
  if (unknown === undefined) return new Set(names);
  throw wrong(`parameter fields: ${type} has no field ${JSON.stringify(unknown.slice(0, 64))}`);
}

const wrong = (message: string): AppError => new AppError("invalid_argument", message);
