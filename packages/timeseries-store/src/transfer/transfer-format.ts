import type { InfoObject } from "../info-store.js";
import type { SeriesPoints } from "../series-store.js";

/** First line of an export. */
export const HEADER = { kind: "signalbox-store", version: 1 } as const;

/** One line of an export after the first. */
export type TransferRecord =
  | { readonly kind: "info"; readonly object: InfoObject; readonly goneSinceUs?: number }
  | { readonly kind: "value"; readonly space: string; readonly key: string; readonly value: string }
  | { readonly kind: "series"; readonly points: SeriesPoints };

/** JSON has -0, which JSON.stringify does not write. */
function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

export function seriesLine({ series, ts, values }: SeriesPoints): string {
  const key = JSON.stringify({ kind: "series", ...keyOf(series) });
  return `${key.slice(0, -1)},"ts":[${ts.join(",")}],"values":[${values.map(numberText).join(",")}]}`;
}

const keyOf = ({ source, objectType, event, objectId }: SeriesPoints["series"]) => ({
  source,
  objectType,
  event,
  objectId,
});

/** @returns what the line says, or what is wrong with it. */
export function parseRecord(line: string): TransferRecord | string {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return "is not JSON";
  }
  if (!isRecord(json)) return "is not an object";
  switch (json["kind"]) {
    case "series":
      return seriesOf(json);
    case "info":
      return infoOf(json);
    case "value":
      return valueOf(json);
    default:
      return `is of the unknown kind ${JSON.stringify(json["kind"])}`;
  }
}

/** @returns what is wrong with the first line, or nothing. */
export function headerProblem(line: string | undefined): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(line ?? "");
  } catch {
    return "is not the first line of an export";
  }
  if (!isRecord(json) || json["kind"] !== HEADER.kind) return "is not the first line of an export";
  return json["version"] === HEADER.version
    ? undefined
    : `is of version ${String(json["version"])}, known is ${HEADER.version}`;
}

type Fields = Readonly<Record<string, unknown>>;

function isRecord(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): value is string => typeof value === "string";
const isOptionalText = (value: unknown): value is string | undefined =>
  value === undefined || isText(value);
const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => typeof one === "number");

function seriesOf(fields: Fields): TransferRecord | string {
  const { source, objectType, event, objectId, ts, values } = fields;
  if (!isText(source) || !isText(objectType) || !isText(event) || !isText(objectId))
    return "has no key of a series";
  if (!isNumbers(ts) || !isNumbers(values)) return "has no columns of numbers";
  return {
    kind: "series",
    points: { series: { source, objectType, event, objectId }, ts, values },
  };
}

function valueOf({ space, key, value }: Fields): TransferRecord | string {
  if (!isText(space) || !isText(key) || !isText(value)) return "is not a value with space and key";
  return { kind: "value", space, key, value };
}

function infoOf(fields: Fields): TransferRecord | string {
  const { source, type, id, urn, tsUs, document, references, goneSinceUs } = fields;
  if (!isText(source) || !isText(type) || !isText(id)) return "has no key of an object";
  if (!isText(document) || typeof tsUs !== "number" || !isOptionalText(urn))
    return "has no document with its time";
  if (!Array.isArray(references)) return "has no references";
  const named = references.map(referenceOf);
  if (!named.every((one) => one !== undefined)) return "has a reference that is none";
  if (goneSinceUs !== undefined && typeof goneSinceUs !== "number") return "has a bad goneSinceUs";
  const object = {
    source,
    type,
    id,
    tsUs,
    document,
    references: named,
    ...(urn !== undefined && { urn }),
  };
  return { kind: "info", object, ...(goneSinceUs !== undefined && { goneSinceUs }) };
}

function referenceOf(value: unknown): InfoObject["references"][number] | undefined {
  if (!isRecord(value)) return undefined;
  const { field, type, id, urn } = value;
  if (!isText(field) || !isText(type) || !isOptionalText(id) || !isOptionalText(urn))
    return undefined;
  return { field, type, ...(id !== undefined && { id }), ...(urn !== undefined && { urn }) };
}
