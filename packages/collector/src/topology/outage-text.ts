import { oneLine } from "@signalbox/errors";
import type { OutageView } from "./outage-view.js";

/** Most lines of one list; the rest is counted. The JSON form has everything. */
const MAX_LINES = 1000;

/** The report for people: what is out, whom to tell, and about which slices. Every name of a stranger is one line without control characters. */
export function outageText(view: OutageView, nowMs: number): string {
  const { out, resources, slivers, slices, contacts } = view;
  const lines = [
    ...out.map(
      ({ type, id, urn, source }) =>
        `Outage of ${type} ${id}${urn === undefined ? "" : ` (${urn})`}, as ${source} tells of it`,
    ),
    `As known at ${new Date(nowMs).toISOString()}`,
    `Touches ${count(resources.length, "other resource")}, ${count(slivers.length, "sliver")}, ${count(slices.length, "slice")}, ${count(contacts.length, "person", "people")}.`,
    ...section("Slices", slices, sliceLines),
    ...section("Contacts", contacts, (contact) => [
      `  ${personText(contact)}: ${count(contact.slices.length, "slice")}`,
    ]),
    ...section("Slivers", slivers, ({ id, source, expires }) => [
      `  ${id} at ${source}${until(expires)}`,
    ]),
    ...section("Resources", resources, ({ type, id, through }) => [
      `  ${type} ${id}${through ? `, through ${through.type} ${through.id}` : ""}`,
    ]),
    ...(view.personal_data === "shown" ? [] : ["", "Names and addresses are for operators only."]),
  ];
  return `${lines.map(keptLine).join("\n")}\n`;
}

function section<Item>(
  title: string,
  items: readonly Item[],
  linesOf: (item: Item) => readonly string[],
): string[] {
  if (items.length === 0) return [];
  const left = items.length - MAX_LINES;
  const lines = items.slice(0, MAX_LINES).flatMap(linesOf);
  return ["", `${title}:`, ...lines, ...(left > 0 ? [`  and ${left} more`] : [])];
}

function sliceLines(slice: OutageView["slices"][number]): string[] {
  const note = slice.is_known ? "" : "; no authority tells of it";
  return [
    `  ${slice.urn}${until(slice.expires)}: ${count(slice.slivers.length, "sliver")}${note}`,
    ...slice.members.map((member) => `    ${member.role ?? "member"} ${personText(member)}`),
  ];
}

interface Person {
  readonly urn?: string;
  readonly fullname?: string;
  readonly email?: string;
}

function personText({ urn, fullname, email }: Person): string {
  const name = [fullname, email === undefined ? undefined : `<${email}>`].filter(Boolean).join(" ");
  return name === "" ? (urn ?? "unknown") : name;
}

const count = (many: number, one: string, several = `${one}s`): string =>
  `${many} ${many === 1 ? one : several}`;

/** A time beyond what a calendar holds is left out. */
function until(expiresUs: number | undefined): string {
  if (expiresUs === undefined || Math.abs(expiresUs / 1000) > MAX_DATE_MS) return "";
  return ` until ${new Date(expiresUs / 1000).toISOString()}`;
}

const MAX_DATE_MS = 8.64e15;

/** The indentation is ours, the rest may be anybody's. */
function keptLine(line: string): string {
  const [indentation = ""] = /^ */.exec(line) ?? [];
  return indentation + oneLine(line);
}
