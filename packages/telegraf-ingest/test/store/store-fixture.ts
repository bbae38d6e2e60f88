import { FakeClock } from "@signalbox/clock/testing";
import {
  type BatchOutcome,
  type ClockDifference,
  type HostSummary,
  SampleStore,
  type StoreLimits,
  type Tree,
} from "../../src/index.js";
import { ARRIVAL_MS, parse } from "../parse-fixture.js";

/** A store whose clock stands at the time of the seed's sample, and what it reported. */
export function aStore(limits: Partial<StoreLimits> = {}) {
  const clock = new FakeClock({ wallMs: ARRIVAL_MS });
  const differences: ClockDifference[] = [];
  const store = new SampleStore({
    clock,
    limits,
    observer: { onClockDifference: (difference) => differences.push(difference) },
  });
  /** Times in the lines are in seconds after the store's start. */
  const write = (...lines: string[]): BatchOutcome =>
    store.write(lines.flatMap((line) => parse(atStart(line)).all));
  return { clock, store, differences, write };
}

/** Turns the last word of a line, seconds after the start, into the nanoseconds of line protocol. */
function atStart(line: string): string {
  return line.replace(/ (-?[0-9.]+)$/, (_, seconds: string) => {
    const ms = BigInt(ARRIVAL_MS) + BigInt(Math.round(Number(seconds) * 1000));
    return ` ${ms}000000`;
  });
}

/** The value at a path of a tree. */
export function at(tree: unknown, ...path: readonly string[]): unknown {
  let here = tree;
  for (const key of path) here = (here as Tree | undefined)?.[key];
  return here;
}

/** The one interface of host `a`. */
export const eth0 = (outcome: BatchOutcome): Tree | undefined =>
  at(outcome.hosts, "a", "per_interface_metrics", "eth0") as Tree | undefined;

export const netLine = (fields: string, seconds: number): string =>
  `net,host=a,interface=eth0 ${fields} ${seconds}`;

export const hostNames = (hosts: readonly HostSummary[]): string[] => hosts.map(({ host }) => host);

export const mem = (host: string, used: number, seconds: number): string =>
  `mem,host=${host} used=${used}i ${seconds}`;
