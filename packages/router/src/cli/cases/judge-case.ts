import { printable } from "@signalbox/command-line";
import type { ExplainAnswer, ExplainedStep } from "../../core/explain.js";
import { decisionText } from "../explain/show-answer.js";
import type { RouteCase } from "./cases-file.js";

export interface Judgement {
  readonly isPassed: boolean;
  /** What was chosen and why, and what should have been; printable. */
  readonly text: string;
}

const MAX_REASONS = 6;

/** Compares an answer with what a case expects. */
export function judgeCase({ hosts, location }: RouteCase, answer: ExplainAnswer): Judgement {
  const chosen = decisionText(answer);
  const why = reasons(answer);
  const told = why === "" ? chosen : `${chosen} (${why})`;
  const isRightHost =
    hosts === undefined ? answer.host === undefined : hosts.includes(answer.host ?? "");
  if (!isRightHost) {
    return { isPassed: false, text: `expected ${expectedText(hosts)}, got ${told}` };
  }
  if (location === undefined || location === answer.location) {
    return { isPassed: true, text: told };
  }
  const got = answer.location === undefined ? "no location" : printable(answer.location);
  return { isPassed: false, text: `expected location ${printable(location)}, got ${got}` };
}

const expectedText = (hosts: readonly string[] | undefined): string =>
  hosts === undefined ? "no host" : hosts.map((host) => printable(host)).join(" or ");

/** What kept the walk out of others, and what let it in. */
function reasons({ steps, hosts }: ExplainAnswer): string {
  const told = steps.flatMap((step) => {
    const reason = reasonOf(step);
    return reason === undefined ? [] : [`${printable(step.node)}: ${printable(reason)}`];
  });
  const unhealthy = hosts
    .filter(({ healthy }) => !healthy)
    .map(({ host, reason }) => `${printable(host)} is unhealthy, ${printable(reason)}`);
  const all = [...told, ...unhealthy];
  const more = all.length > MAX_REASONS ? [`${all.length - MAX_REASONS} more`] : [];
  return [...all.slice(0, MAX_REASONS), ...more].join("; ");
}

function reasonOf({ outcome, gate }: ExplainedStep): string | undefined {
  if (outcome === "weighed" || gate === undefined) return undefined;
  const error = gate.error === undefined ? "" : `, ${gate.error}`;
  return `${gate.condition} is ${gate.weight}${error}`;
}
