import { AppError } from "@signalbox/errors";
import {
  explainDecision,
  maskToken,
  seededDraws,
  type ContentRequest,
  type Explanation,
  type RawRequest,
  type TraceStep,
} from "@signalbox/routing";
import { GateAnswers } from "../content/decide-request.js";
import type { RouterCore } from "./router-core.js";
import type { RouterState } from "./router-state.js";

/** A request to dry-run: nothing is counted, sent or kept. */
export interface ExplainQuestion {
  /** Whole URL, or a path that begins with a slash. */
  readonly url: string;
  /** Default GET. */
  readonly method?: string;
  /** The client's address. Default 127.0.0.1. */
  readonly ip?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** 0 <= seed < 1; what random choices are made from. Default: another one each time. */
  readonly seed?: number;
}

export interface ExplainedRead {
  /** As a condition would write it. */
  readonly path: string;
  /** Absent: nothing is there. */
  readonly value?: unknown;
  readonly age_seconds?: number;
}

export interface ExplainedGate {
  readonly condition: string;
  readonly lua: string;
  readonly weight: number;
  /** constant, compiled, memo or worker. */
  readonly how: string;
  readonly error?: string;
  readonly reads: readonly ExplainedRead[];
}

export interface ExplainedStep {
  readonly node: string;
  readonly order: string;
  readonly depth: number;
  readonly outcome: string;
  readonly weight?: number;
  readonly host?: string;
  readonly reason?: string;
  readonly gate?: ExplainedGate;
}

export interface ExplainedHost {
  readonly host: string;
  readonly healthy: boolean;
  readonly reason: string;
  readonly checks: readonly ExplainedGate[];
}

/** Why a request goes where it goes. Source: reference cdn-router 7.1. */
export interface ExplainAnswer {
  readonly request: Readonly<Record<string, unknown>>;
  readonly session_groups: readonly string[];
  readonly seed: number;
  readonly decision: "host" | "none" | "refused" | "dropped";
  readonly host?: string;
  readonly location?: string;
  readonly status: number;
  readonly reason?: string;
  /** What would be chosen if the chosen host failed. */
  readonly next?: string;
  /** Groups whose health is ignored now. */
  readonly health_ignored: readonly string[];
  readonly steps: readonly ExplainedStep[];
  readonly hosts: readonly ExplainedHost[];
  readonly truncated: boolean;
}

const MS_PER_SECOND = 1000;
const MAX_ROUNDS = 1_000;
const MAX_EXPLAINED_GATES = 2_000;
const NOTHING = { session_groups: [], health_ignored: [], steps: [], hosts: [], truncated: false };

/**
 * Takes a decision with a trace. Translation hooks are not run.
 *
 * @throws AppError `invalid_argument` for a URL that is none
 */
export function explain(
  core: RouterCore,
  question: ExplainQuestion,
  random: () => number,
): Promise<ExplainAnswer> {
  return explainRequest(core, rawRequest(question), question.seed ?? random());
}

/** The same for a request in its parts. */
export async function explainRequest(
  core: RouterCore,
  raw: RawRequest,
  seed: number,
): Promise<ExplainAnswer> {
  const { state } = core;
  const verdict = state.reader.read(raw);
  if (verdict.kind !== "request") {
    const { kind, reason } = verdict;
    const decision = kind === "drop" ? "dropped" : "refused";
    const status = kind === "drop" ? 0 : verdict.status;
    const { method, target } = raw;
    const [path = "", query = ""] = target.split("?", 2);
    const request = { method, path, query: maskToken(query) };
    return { ...NOTHING, request, seed, decision, status, reason };
  }
  const { request } = verdict;
  const explained = await decideWithTrace(core, state, request, seed);
  return describe({ state, request, seed, explained });
}

function rawRequest({
  url,
  method = "GET",
  ip = "127.0.0.1",
  headers = [],
}: ExplainQuestion): RawRequest {
  const { origin, target, isEncrypted } = splitUrl(url);
  const hasHost = headers.some(([name]) => name.toLowerCase() === "host");
  const given = headers.flat();
  return {
    method,
    target,
    rawHeaders: hasHost ? given : ["Host", origin, ...given],
    peerAddress: ip,
    isEncrypted,
    httpVersion: "1.1",
  };
}

/** Taken apart by hand: a URL parser would tidy up the very bytes that are to be explained. */
function splitUrl(url: string): { origin: string; target: string; isEncrypted: boolean } {
  if (url.startsWith("/")) return { origin: "localhost", target: url, isEncrypted: false };
  const match = /^(https?):\/\/([^/?#\s]+)(.*)$/is.exec(url);
  if (!match) {
    throw new AppError("invalid_argument", "url must begin with http://, https:// or a slash");
  }
  const [, scheme = "", origin = "", rest = ""] = match;
  const target = rest.startsWith("/") ? rest : `/${rest}`;
  return { origin, target, isEncrypted: scheme.toLowerCase() === "https" };
}

/** Decides with reasons; nothing is counted. */
export async function decideWithTrace(
  core: RouterCore,
  state: RouterState,
  request: ContentRequest,
  seed: number,
): Promise<Explanation> {
  const answers = new GateAnswers({ state, request });
  const options = {
    evaluate: answers.evaluate,
    health: state.health.health,
    random: seededDraws(seed),
    popularity: core.popularity,
  };
  for (let round = 1; ; round++) {
    const explained = explainDecision(state.configuration.plan, request, options);
    if (explained.decision.kind !== "pending" || round === MAX_ROUNDS) return explained;
    await answers.ask(explained.decision.calls);
  }
}

interface Explained {
  readonly state: RouterState;
  readonly request: ContentRequest;
  readonly seed: number;
  readonly explained: Explanation;
}

async function describe({ state, request, seed, explained }: Explained): Promise<ExplainAnswer> {
  const { decision, next } = explained;
  const host = decision.kind === "host" ? decision.host : undefined;
  const origin = host?.group.type === "host" ? state.configuration.origins[host.index] : undefined;
  const groups = [...request.groups()].flatMap(([name, isIn]) => (isIn ? [name] : []));
  const gates = new GateDescriber(state, request);
  return {
    request: request.toJSON(),
    session_groups: groups,
    seed,
    decision: host ? "host" : "none",
    ...(host && { host: host.name }),
    ...(origin && { location: request.locationAt(origin) }),
    status: host ? 302 : 503,
    ...(decision.kind === "none" && { reason: decision.reason }),
    ...(next && { next: next.name }),
    health_ignored: state.health.panics,
    steps: await inOrder(explained.steps, (step) => describeStep(step, gates)),
    hosts: await inOrder(explained.hosts, (each) => describeHost(each, gates)),
    truncated: explained.isTruncated || gates.isTruncated,
  };
}

async function describeStep(step: TraceStep, gates: GateDescriber): Promise<ExplainedStep> {
  const { node, order, depth, outcome, weight, host, reason, gate } = step;
  const described = gate && (await gates.describe(gate.index, host));
  return {
    node,
    order,
    depth,
    outcome,
    ...(weight !== undefined && { weight }),
    ...(host !== undefined && { host }),
    ...(reason !== undefined && { reason }),
    ...(described && { gate: described }),
  };
}

async function describeHost(
  { host, isHealthy, reason }: Explanation["hosts"][number],
  gates: GateDescriber,
): Promise<ExplainedHost> {
  const checks = await gates.checksOf(host);
  return { host, healthy: isHealthy ?? false, reason, checks };
}

/** Evaluates gates once more, noting what they read. */
class GateDescriber {
  isTruncated = false;
  #described = 0;

  constructor(
    private readonly state: RouterState,
    private readonly request: ContentRequest,
  ) {}

  async describe(index: number, hostName: string | undefined): Promise<ExplainedGate | undefined> {
    const { plan } = this.state.configuration;
    const gate = plan.gates[index];
    if (!gate) return undefined;
    if (++this.#described > MAX_EXPLAINED_GATES) {
      this.isTruncated = true;
      return undefined;
    }
    const host = plan.hosts.find(({ name }) => name === hostName)?.index ?? -1;
    const { weight, error, how, reads } = await this.state.program.explain(
      this.request,
      index,
      host,
    );
    return {
      condition: gate.text,
      lua: gate.lua,
      weight,
      how,
      ...(error !== undefined && { error }),
      reads: reads.map(({ path, value, ageMs }) => ({
        path: path.join("."),
        ...(value !== undefined && { value }),
        ...(ageMs !== undefined && { age_seconds: ageMs / MS_PER_SECOND }),
      })),
    };
  }

  async checksOf(hostName: string): Promise<ExplainedGate[]> {
    const host = this.state.configuration.plan.hosts.find(({ name }) => name === hostName);
    const described = await inOrder(host?.healthGates ?? [], (gate) =>
      this.describe(gate, hostName),
    );
    return described.filter((gate) => gate !== undefined);
  }
}

async function inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}
