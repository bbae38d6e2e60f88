import { printable, printableJson } from "@signalbox/command-line";
import type { InfoFound } from "@signalbox/monitoring-model";
import { columns } from "../show/columns.js";
import { instant } from "../show/instant.js";

/** Characters of a nested value that are shown; `--json` shows all. */
const MAX_VALUE_CHARS = 200;
/** Fields that hold microseconds since 1970. */
const TIMES: ReadonlySet<string> = new Set(["ts", "created", "expires"]);

/** An object for people: a line for each field, lists below. */
export function showObject(found: InfoFound): string {
  const { type, id, object, unknown, notes, sentSchema } = found;
  const fields = Object.entries(object).filter(([name]) => name !== "$schema" && name !== "id");
  const head = `${type} ${printable(id)}\n`;
  const sent = sentSchema === undefined ? "" : `  sent as ${printable(sentSchema)}\n`;
  const scalars = fields.filter(([, value]) => !isList(value));
  const lists = fields.filter(([, value]) => isList(value));
  const more = [...unknown].map(([path, value]) => [printable(path), printableJson(value)]);
  return [
    head,
    sent,
    columns(
      scalars.map(([name, value]) => [printable(name), cell(name, value)]),
      "  ",
    ),
    ...lists.map(([name, value]) => showList(name, value)),
    more.length === 0 ? "" : `unknown fields\n${columns(more, "  ")}`,
    notes.length === 0 ? "" : `notes\n${columns(notes.map(noteRow), "  ")}`,
  ].join("");
}

function noteRow({ kind, path, text }: InfoFound["notes"][number]): readonly string[] {
  return [kind, printable(path), printable(text)];
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

function showList(name: string, value: unknown): string {
  const items = isList(value) ? value : [];
  const rows = items.map((item) => ["-", ...cells(item)]);
  return `  ${printable(name)} (${items.length})\n${columns(rows, "    ")}`;
}

function cells(item: unknown): readonly string[] {
  if (typeof item !== "object" || item === null) return [cell("", item)];
  return Object.entries(item).map(([name, value]) => cell(name, value));
}

function cell(name: string, value: unknown): string {
  if (typeof value === "string") return printable(value);
  if (typeof value === "number" && TIMES.has(name)) return `${value}  ${instant(value)}`;
  if (typeof value === "object" && value !== null && !Array.isArray(value) && "href" in value) {
    return Object.entries(value)
      .map(([key, part]) => cell(key, part))
      .join("  ");
  }
  return printable(printableJson(value), MAX_VALUE_CHARS);
}
