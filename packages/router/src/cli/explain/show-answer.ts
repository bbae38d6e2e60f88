import { printable, printableJson } from "@signalbox/command-line";
import type {
  ExplainAnswer,
  ExplainedGate,
  ExplainedHost,
  ExplainedRead,
  ExplainedStep,
} from "../../core/explain.js";
import type { Colours } from "../show/colours.js";

const INDENT = "  ";
const MAX_VALUE_CHARS = 200;

/** The answer for people: the decision, then the walk as a tree, then the hosts' health. */
export function showAnswer(answer: ExplainAnswer, colours: Colours): string {
  const walk = answer.steps.flatMap((step) => stepLines(step, colours));
  const hosts = answer.hosts.flatMap((host) => hostLines(host, colours));
  const lines = [
    ...decisionLines(answer, colours),
    ...headed("Walk", walk, colours),
    ...headed("Health", hosts, colours),
    ...(answer.truncated ? ["", "There is more: only the first nodes and hosts are shown."] : []),
  ];
  return `${lines.join("\n")}\n`;
}

/** Where the request goes, in a few words: what `route test` says too. */
export function decisionText({ decision, host = "", status, reason = "" }: ExplainAnswer): string {
  if (decision === "host") return printable(host);
  const why = reason === "" ? "" : `: ${printable(reason)}`;
  if (decision === "none") return `no host (${status})${why}`;
  return decision === "refused" ? `refused (${status})${why}` : `dropped without an answer${why}`;
}

function decisionLines(answer: ExplainAnswer, { bold, green, red }: Colours): string[] {
  const { decision, location, status, next, session_groups, health_ignored, seed } = answer;
  const isHost = decision === "host";
  const text = decisionText(answer);
  const rows: (readonly [string, string | undefined])[] = [
    ["Decision", isHost ? green(bold(text)) : red(bold(text))],
    ["Location", location],
    ["Status", isHost ? `${status}` : undefined],
    ["Next", isHost ? (next ?? "nobody: if this host fails, the answer is 503") : undefined],
    ["Groups", list(session_groups)],
    ["Ignored", list(health_ignored.map((group) => `health of ${group}, too few metrics`))],
    ["Seed", `${seed}`],
  ];
  return rows.flatMap(([name, value], at) =>
    // The first is coloured, and printable already.
    value === undefined
      ? []
      : [`${name.padEnd(8)}  ${at === 0 ? value : printable(value, 10_000)}`],
  );
}

const list = (names: readonly string[]): string | undefined =>
  names.length === 0 ? undefined : names.join(", ");

const headed = (title: string, lines: readonly string[], { bold }: Colours): string[] =>
  lines.length === 0 ? [] : ["", bold(title), ...lines];

function stepLines(step: ExplainedStep, colours: Colours): string[] {
  const { node, order, depth, outcome, weight, host, reason, gate } = step;
  const indent = INDENT.repeat(depth + 1);
  const kind = order === "host" ? `host ${host ?? "?"}` : order;
  const facts = [
    `${printable(node)} [${printable(kind)}]`,
    weight === undefined ? "weight not known" : `weight ${weight}`,
    coloured(outcome, colours),
    ...(reason === undefined ? [] : [printable(reason)]),
  ];
  return [
    `${indent}${facts.join(", ")}`,
    ...(gate ? gateLines(gate, "if ", indent + INDENT + INDENT, colours) : []),
  ];
}

function coloured(outcome: string, { green, red, dim }: Colours): string {
  if (outcome === "chosen") return green(outcome);
  if (outcome === "closed" || outcome === "failed") return red(outcome);
  return dim(printable(outcome));
}

function hostLines({ host, healthy, reason, checks }: ExplainedHost, colours: Colours): string[] {
  const { green, red } = colours;
  const isReasonTold = healthy && reason === "healthy";
  const verdict = healthy ? green("healthy") : red("unhealthy");
  return [
    `${INDENT}${printable(host)}: ${verdict}${isReasonTold ? "" : `, ${printable(reason)}`}`,
    ...checks.flatMap((check) => gateLines(check, "check ", INDENT.repeat(3), colours)),
  ];
}

function gateLines(
  { condition, weight, how, error, reads }: ExplainedGate,
  before: string,
  indent: string,
  { dim }: Colours,
): string[] {
  return [
    `${indent}${before}${printable(condition)} = ${weight} ${dim(`(${printable(how)})`)}`,
    ...(error === undefined ? [] : [`${indent}${INDENT}error: ${printable(error)}`]),
    ...reads.map((read) => `${indent}${INDENT}${readText(read)}`),
  ];
}

function readText({ path, value, age_seconds }: ExplainedRead): string {
  if (value === undefined) return `${printable(path)}: nothing is there`;
  const shown = printableJson(value);
  const cut = shown.length > MAX_VALUE_CHARS ? `${shown.slice(0, MAX_VALUE_CHARS)}...` : shown;
  const age = age_seconds === undefined ? "" : `, ${age_seconds.toFixed(1)} s old`;
  return `${printable(path)} = ${cut}${age}`;
}
