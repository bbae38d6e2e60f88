import type { InsertOptions } from "../workers/store-insert.js";

/** An engine and the way in which it is written to. */
export interface InsertContender extends Pick<
  InsertOptions,
  "engine" | "durability" | "shape" | "writers"
> {
  /** The same at each size. */
  readonly id: string;
  readonly name: string;
  /** Id of what it is to be ahead of. */
  readonly peer?: string;
}

type Way = Pick<InsertContender, "shape" | "writers"> & { readonly id: string; name: string };

const STEPS: Way = { id: "steps", name: "a point of 1000 series", shape: "steps", writers: 1 };
const STEPS_8: Way = { ...STEPS, id: "steps-8", name: `${STEPS.name}, 8 writers`, writers: 8 };
const DAYS: Way = { id: "days", name: "a day of 10 series", shape: "days", writers: 1 };
const DURABILITIES = ["full", "normal"] as const;
export const COPY_ONCE = "copy-once";

/** Ours and COPY for each way; what takes minutes at ten million points is left out there. */
export function insertContenders(isLarge: boolean): readonly InsertContender[] {
  const ways = isLarge ? [STEPS, DAYS] : [STEPS, STEPS_8, DAYS];
  const pairs = ways.flatMap((way) => DURABILITIES.flatMap((durability) => pair(way, durability)));
  return [...pairs, ...once()];
}

function pair(way: Way, durability: "full" | "normal"): InsertContender[] {
  const { id, name, shape, writers } = way;
  const shared = { durability, shape, writers };
  const commit = durability === "full" ? "on" : "off";
  const peer = `${id}.copy-${durability}`;
  return [
    {
      id: `${id}.${durability}`,
      name: `${name}, ${durability}`,
      engine: "embedded",
      peer,
      ...shared,
    },
    { id: peer, name: `${name}, COPY, commit ${commit}`, engine: "copy", ...shared },
  ];
}

/** What PostgreSQL can do at best: nothing is acknowledged before the end. */
function once(): InsertContender[] {
  const shared = { durability: "normal", shape: "days", writers: 1 } as const;
  return [{ id: COPY_ONCE, name: "all in one COPY, commit off", engine: COPY_ONCE, ...shared }];
}
