import { format } from "prettier";
import type { Row } from "../framework/benchmark.js";
import { columns, fullName, HEADINGS } from "./columns.js";
import type { Outcome } from "./outcome.js";
import { reasonFor } from "./reasons.js";
import { isMissed, verdict } from "./verdict.js";

const PRINT_WIDTH = 100;
const INTRODUCTION = `# Benchmarks

<!-- Written by \`npm run bench -- --write\`. -->

One run of each benchmark on one machine. Only ratios within a table mean anything elsewhere: the speed of a core, the kernel and what
else the machine does change every absolute figure. Times are medians of several rounds, contenders in turn; memory is measured in a
single run. A ratio below 1 means that ours needs less than the peer named behind it.

`;
const BARS = "Bars";
const HEADING = /^## (.*)$/m;
const CELL = /(?<!\\)\|/;

export interface PageOptions {
  readonly outcomes: readonly Outcome[];
  /** Names of all benchmarks, in the order of the page. */
  readonly names: readonly string[];
  readonly environment: readonly string[];
  readonly date: string;
  /** The page so far: benchmarks that were not run keep their sections. */
  readonly previous: string;
}

/** The reference page: machine, versions, how many bars are met, and for each benchmark its table with the reasons of what it misses. */
export function benchmarksPage(options: PageOptions): Promise<string> {
  const { outcomes, names, environment, date, previous } = options;
  const sections = sectionsOf(previous);
  for (const outcome of outcomes) sections.set(outcome.benchmark.name, section(outcome, date));
  const machine = environment.map((line) => `- ${line}`).join("\n");
  const kept = names.map((name) => sections.get(name) ?? "").filter((text) => text !== "");
  const page = `${INTRODUCTION}${machine}\n\n${bars(kept)}\n${kept.join("\n")}`;
  return format(page, { parser: "markdown", printWidth: PRINT_WIDTH });
}

/** What stands under each heading of a page, heading included. */
function sectionsOf(page: string): Map<string, string> {
  const sections = new Map<string, string>();
  for (const text of page.split(/^(?=## )/m)) {
    const name = HEADING.exec(text)?.[1];
    if (name !== undefined && name !== BARS) sections.set(name, text);
  }
  return sections;
}

function bars(sections: readonly string[]): string {
  const column = HEADINGS.indexOf("verdict") + 1;
  const verdicts = sections
    .flatMap((text) => text.split("\n"))
    .filter((line) => line.startsWith("|"))
    .map((line) => line.split(CELL)[column]?.trim() ?? "");
  const met = verdicts.filter((text) => text === "met").length;
  const others = verdicts.filter((text) => /^(?:MISSED|not measured)/.test(text)).length;
  return `## ${BARS}\n\n${met} of ${met + others} bars met. Those that are missed stand below their tables, with the reasons.\n`;
}

function section({ benchmark, rows }: Outcome, date: string): string {
  const { name, question, method } = benchmark;
  return `## ${name}\n\n${question} ${method}\n\nMeasured ${date}.\n\n${markdownTable(rows)}\n\n${misses(rows)}\n`;
}

function misses(rows: readonly Row[]): string {
  const missed = rows
    .filter(isMissed)
    .map((row) => `- **${fullName(row)}**: ${verdict(row)}; ${reasonFor(row.id)}`);
  const unmeasured = rows
    .filter((row) => verdict(row) === "not measured")
    .map((row) => `- **${row.name}**: not measured; ${row.note ?? ""}`);
  return [...missed, ...unmeasured].join("\n");
}

function markdownTable(rows: readonly Row[]): string {
  const lines = [[...HEADINGS], HEADINGS.map(() => "---"), ...rows.map(columns)];
  return lines.map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
