import { format } from "prettier";
import type { Row } from "../framework/benchmark.js";
import { columns, fullName, HEADINGS } from "./columns.js";
import type { Outcome } from "./outcome.js";
import { reasonFor } from "./reasons.js";
import { isMissed, verdict } from "./verdict.js";

const PRINT_WIDTH = 100;
const INTRODUCTION = `# Benchmarks

<!-- Written by \`npm run bench -- --write\`. -->

One run on one machine. Only ratios within a table mean anything elsewhere: the speed of a core, the kernel and what else
the machine does change every absolute figure. Times are medians of several rounds, contenders in turn; memory is measured in a single run.
A ratio below 1 means that ours needs less than the peer named behind it.

`;

/** The reference page: machine, versions, missed bars with their reasons, and every table. */
export function benchmarksPage(
  outcomes: readonly Outcome[],
  environment: readonly string[],
  date: string,
): Promise<string> {
  const machine = environment.map((line) => `- ${line}`).join("\n");
  const sections = outcomes.map(section).join("\n");
  const page = `${INTRODUCTION}${machine}\n- Date: ${date}\n\n${misses(outcomes)}\n${sections}`;
  return format(page, { parser: "markdown", printWidth: PRINT_WIDTH });
}

function misses(outcomes: readonly Outcome[]): string {
  const rows = outcomes.flatMap((outcome) => outcome.rows);
  const barred = rows.filter((row) => row.bar);
  const missed = rows.filter(isMissed);
  const open = barred.filter((row) => verdict(row) === "not measured");
  const met = barred.length - missed.length - open.length;
  const head = `## Bars\n\n${met} of ${barred.length} bars met.\n\n`;
  const lines = missed.map(
    (row) => `- **${fullName(row)}**: ${verdict(row)}; ${reasonFor(row.id)}`,
  );
  const unmeasured = open.map((row) => `- **${row.name}**: not measured; ${row.note ?? ""}`);
  return `${head}${[...lines, ...unmeasured].join("\n")}\n`;
}

function section({ benchmark, rows }: Outcome): string {
  return `## ${benchmark.name}\n\n${benchmark.question} ${benchmark.method}\n\n${markdownTable(rows)}\n`;
}

function markdownTable(rows: readonly Row[]): string {
  const lines = [[...HEADINGS], HEADINGS.map(() => "---"), ...rows.map(columns)];
  return lines.map((cells) => `| ${cells.map(escaped).join(" | ")} |`).join("\n");
}

function escaped(cell: string): string {
  return cell.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
