import { elements, field } from "./collector-client.js";
import { strangeAnswer, type SharedQuestion } from "./shared-collector.js";

/** A store as the collector sees it. */
export interface StoreFacts {
  readonly id: string;
  readonly failures: number;
  readonly circuit: string;
  /** Of the last poll, else of the last crawl; absent when it was not read yet. */
  readonly outcome?: string;
  readonly problem?: string;
  readonly tookMs?: number;
  /** Absent while there is no point. */
  readonly lagMs?: number;
}

/** All stores at once: a check for each of them costs one question together. */
export function storesQuestion(ttlS: number): SharedQuestion<readonly StoreFacts[]> {
  return {
    name: "/stores",
    ttlS,
    fetch: async (ask) => elements(field(await ask("/stores"), "stores")).flatMap(readView),
    read: (stored) => {
      if (!Array.isArray(stored)) throw strangeAnswer("list of stores");
      return elements(stored).flatMap(readFacts);
    },
  };
}

function readView(view: unknown): readonly StoreFacts[] {
  const run = field(view, "last_poll") ?? field(view, "last_crawl");
  return readFacts({
    id: field(view, "id"),
    failures: field(view, "failures"),
    circuit: field(view, "circuit"),
    lagMs: field(view, "lag_ms"),
    outcome: field(run, "outcome"),
    tookMs: field(run, "took_ms"),
    problem: elements(field(run, "problems"))[0],
  });
}

function readFacts(one: unknown): readonly StoreFacts[] {
  const text = (name: string): string | undefined => {
    const value = field(one, name);
    return typeof value === "string" ? value : undefined;
  };
  const number = (name: string): number | undefined => {
    const value = field(one, name);
    return typeof value === "number" ? value : undefined;
  };
  const id = text("id");
  if (id === undefined) return [];
  const outcome = text("outcome");
  const problem = text("problem");
  const tookMs = number("tookMs");
  const lagMs = number("lagMs");
  return [
    {
      id,
      failures: number("failures") ?? 0,
      circuit: text("circuit") ?? "closed",
      ...(outcome !== undefined && { outcome }),
      ...(problem !== undefined && { problem }),
      ...(tookMs !== undefined && { tookMs }),
      ...(lagMs !== undefined && { lagMs }),
    },
  ];
}
