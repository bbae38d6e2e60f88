import { byTarget, latestMs, type Operation, type Violation } from "./operation.js";

const reads = (operations: readonly Operation[]): Operation[] =>
  operations.filter(({ kind, result }) => kind === "get" && result === "value");

function writers(operations: readonly Operation[]): Map<string, Operation> {
  const sets = operations.filter(({ kind }) => kind === "set");
  return new Map(sets.map((set) => [set.value ?? "", set]));
}

/** Every value that is read was written before, under the same key of the same namespace. */
export function isolation(operations: readonly Operation[]): Violation[] {
  const byValue = writers(operations);
  return reads(operations).flatMap((read): Violation[] => {
    const writer = byValue.get(read.value ?? "");
    const rule = "isolation";
    if (!writer || writer.startMs > latestMs(read)) {
      return [{ rule, text: "a value was read that nobody had written", operations: [read] }];
    }
    if (writer.namespace === read.namespace && writer.key === read.key) return [];
    return [{ rule, text: "a value was read under another key", operations: [writer, read] }];
  });
}

/** No value is served later than its ttl and `marginMs` after it was certainly stored, and none that was refused. */
export function staleness(operations: readonly Operation[], marginMs: number): Violation[] {
  const byValue = writers(operations);
  return reads(operations).flatMap((read): Violation[] => {
    const writer = byValue.get(read.value ?? "");
    if (!writer) return [];
    const rule = "staleness";
    if (writer.result === "superseded") {
      return [{ rule, text: "a value was served that was not taken", operations: [writer, read] }];
    }
    const lateMs = read.startMs - (latestMs(writer) + (writer.ttlMs ?? 0) + marginMs);
    if (lateMs <= 0) return [];
    const text = `a value was served ${lateMs.toFixed(1)} ms past its time`;
    return [{ rule, text, operations: [writer, read] }];
  });
}

/** Whoever asks while a value is certainly there gets a value. Holds only where nothing is evicted or deleted. */
export function lostValues(operations: readonly Operation[]): Violation[] {
  return byTarget(operations).flatMap((group) => {
    const sets = group.filter(({ kind, result }) => kind === "set" && result === "stored");
    const misses = group.filter(
      ({ kind, result }) => kind === "get" && (result === "lock" || result === "empty"),
    );
    // A set with a shorter ttl may have come in between and be over already: then nothing is certain.
    const mayReplace = (other: Operation, set: Operation, miss: Operation): boolean =>
      latestMs(other) >= set.startMs && other.startMs <= latestMs(miss) && other !== set;
    const replacements = group.filter(
      ({ kind, result }) => kind === "set" && result !== "superseded",
    );
    return misses.flatMap((miss): Violation[] => {
      const set = sets.find(
        (candidate) =>
          latestMs(candidate) < miss.startMs &&
          latestMs(miss) < candidate.startMs + (candidate.ttlMs ?? 0) &&
          !replacements.some((other) => mayReplace(other, candidate, miss)),
      );
      if (!set) return [];
      const text = `a get ended with ${miss.result} while there was a value`;
      return [{ rule: "lost value", text, operations: [set, miss] }];
    });
  });
}

/** Every call of a client that lives comes to an end, a get no later than its wait and `slackMs` allow. */
export function liveness(operations: readonly Operation[], slackMs: number): Violation[] {
  const deathMs = new Map<number, number>();
  for (const { kind, client, startMs } of operations) {
    if (kind === "death") deathMs.set(client, startMs);
  }
  return operations.flatMap((operation): Violation[] => {
    const { kind, client, startMs, endMs, waitMs = 0 } = operation;
    if (kind === "death") return [];
    const died = deathMs.get(client);
    if (endMs === undefined) {
      if (died !== undefined && died >= startMs) return [];
      return [{ rule: "liveness", text: `a ${kind} never ended`, operations: [operation] }];
    }
    const lateMs = endMs - startMs - waitMs - slackMs;
    if (lateMs <= 0) return [];
    const text = `a ${kind} ended ${lateMs.toFixed(1)} ms too late`;
    return [{ rule: "liveness", text, operations: [operation] }];
  });
}
