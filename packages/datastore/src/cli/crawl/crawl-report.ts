import { printable } from "@signalbox/command-line";
import type { CrawledObject, CrawlFinding, CrawlProblem } from "@signalbox/datastore-client";
import { columns } from "../show/columns.js";

const MAX_PROBLEMS = 1_000;
/** Levels of the tree that are shown: a store may chain its objects without end. */
const MAX_LEVELS = 100;

/** Gathers what a crawl found, for the tree and the counts. */
export class CrawlReport {
  readonly objects: CrawledObject[] = [];
  /** The first 1000. */
  readonly problems: CrawlProblem[] = [];
  readonly #counts = new Map<string, number>();
  #problemCount = 0;
  #failures = 0;

  add(finding: CrawlFinding): void {
    if (finding.kind === "object") {
      this.objects.push(finding);
      this.#count(finding.found.type);
      return;
    }
    this.#problemCount += 1;
    if (finding.problem !== "elsewhere") this.#failures += 1;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push(finding);
  }

  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts);
  }

  get problemCount(): number {
    return this.#problemCount;
  }

  /** Whether something of the store could not be read; links to others are nobody's failure. */
  get isComplete(): boolean {
    return this.#failures === 0;
  }

  #count(type: string): void {
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
  }
}

/** Objects below the one that led to them, and what was not there. */
export function showTree({ objects, problems }: CrawlReport): string {
  const tree = new Tree(objects);
  for (const problem of problems)
    if (problem.from) tree.put(problem.from, `! ${problemText(problem)}`);
  return tree.text();
}

class Tree {
  readonly #found = new Map<string, CrawledObject["found"]>();
  /** Keys of objects, or lines about what is missing, by the key of the object above. */
  readonly #below = new Map<string, string[]>();
  readonly #left: Set<string>;
  readonly #lines: string[] = [];

  constructor(objects: readonly CrawledObject[]) {
    for (const { found, from } of objects) {
      this.#found.set(keyOf(found), found);
      if (from) this.put(from, keyOf(found));
    }
    this.#left = new Set(this.#found.keys());
  }

  put(from: { readonly type: string; readonly id: string }, line: string): void {
    const lines = this.#below.get(keyOf(from));
    if (lines === undefined) this.#below.set(keyOf(from), [line]);
    else lines.push(line);
  }

  /** From the first object on; what hangs on nothing, or on itself, stands for itself. */
  text(): string {
    for (const key of this.#found.keys()) this.#walk(key, 0);
    return `${this.#lines.join("\n")}\n`;
  }

  #walk(key: string, level: number): void {
    const found = this.#found.get(key);
    const indent = "  ".repeat(level);
    if (found === undefined) this.#lines.push(indent + key);
    else if (this.#left.delete(key)) {
      this.#lines.push(
        `${indent}${found.type} ${printable(found.id)}${notesOf(found.notes.length)}`,
      );
      // Deeper ones have their turn later, at the margin.
      if (level < MAX_LEVELS)
        for (const line of this.#below.get(key) ?? []) this.#walk(line, level + 1);
    }
  }
}

const keyOf = ({ type, id }: { readonly type: string; readonly id: string }): string =>
  `${type}\n${id}`;

const notesOf = (count: number): string => (count === 0 ? "" : `  (${count} notes)`);

export function problemText({ problem, type, id, href, message }: CrawlProblem): string {
  const what = [type ?? "", id ?? href ?? ""].filter((text) => text !== "").join(" ");
  return printable(`${problem}: ${what === "" ? "" : `${what}: `}${message}`);
}

export interface CrawlCosts {
  readonly requests: number;
  readonly receivedBytes: number;
  readonly tookMs: number;
}

export function showCounts(report: CrawlReport, costs: CrawlCosts): string {
  const rows = Object.entries(report.counts).map(([type, count]) => [type, String(count)]);
  const seconds = (costs.tookMs / 1000).toFixed(2);
  const total = `${report.objects.length} objects, ${report.problemCount} problems, ${costs.requests} requests, ${costs.receivedBytes} bytes, ${seconds} s`;
  const problems = report.problems.map((problem) => {
    const from = problem.from
      ? `  (${printable(`${problem.from.type} ${problem.from.id}, ${problem.from.field}`)})`
      : "";
    return `! ${problemText(problem)}${from}\n`;
  });
  return `${columns(rows)}${problems.join("")}${total}\n`;
}
