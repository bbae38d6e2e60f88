import {
  decide,
  type ContentRequest,
  type Decision,
  type GateCall,
  type PopularityView,
  type RequestDraws,
} from "@signalbox/routing";
import type { RouterState } from "../core/router-state.js";

/** More rounds than any sensible tree needs; a tree that asks on is answered as if it had no host. */
const MAX_ROUNDS = 1_000;

/** One request's way to a decision: the same random numbers however often it is taken. */
export interface Deciding {
  readonly state: RouterState;
  readonly request: ContentRequest;
  readonly random: RequestDraws;
  readonly popularity: PopularityView;
  /** Hosts that were asked for this request and failed. */
  readonly tried?: ReadonlySet<number>;
}

/** Decides with what is known without waiting; may be pending. */
export function decideNow(deciding: Deciding): Decision {
  const { state, request, random, popularity, tried } = deciding;
  const { program, health, configuration } = state;
  return decide(configuration.plan, request, {
    evaluate: (gate, host) => program.evaluate(request, gate, host),
    health: health.health,
    random,
    popularity,
    ...(tried ? { tried } : {}),
  });
}

/** Answers of the Lua worker for one request. */
export class GateAnswers {
  readonly #known = new Map<string, number>();

  constructor(private readonly deciding: Pick<Deciding, "state" | "request">) {}

  readonly evaluate = (gate: number, host: number): number =>
    this.#known.get(`${gate} ${host}`) ??
    this.deciding.state.program.evaluate(this.deciding.request, gate, host);

  async ask(calls: readonly GateCall[]): Promise<void> {
    const { state, request } = this.deciding;
    const weights = await state.program.evaluateLater(request, calls);
    for (const [at, { gate, host }] of calls.entries())
      this.#known.set(`${gate} ${host}`, weights[at] ?? 0);
  }
}

/** Decides, asking the Lua worker as often as it takes. */
export async function decideFully(deciding: Deciding): Promise<Decision> {
  const { state, request, random, popularity, tried } = deciding;
  const answers = new GateAnswers(deciding);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const decision = decide(state.configuration.plan, request, {
      evaluate: answers.evaluate,
      health: state.health.health,
      random,
      popularity,
      ...(tried ? { tried } : {}),
    });
    if (decision.kind !== "pending") return decision;
    await answers.ask(decision.calls);
  }
  return { kind: "none", reason: "the conditions ask for more and more" };
}
