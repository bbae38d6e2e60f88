import fc from "fast-check";

const EVENTS = ["cpu_util", "rx_bps", "novel"];
const TYPES = ["node", "interface"];
const IDS = ["a", "b", "a:b", "a b", "+", "é", "'; --", "__proto__"];
/** Times close to each other, to the ends of what a number holds, and on both sides of 1970. */
const TIMES = [-3, 0, 1, 2, 3, 4, 5, 10, 2 ** 53 - 1, -(2 ** 53) + 1];

export interface Point {
  readonly type: string;
  readonly event: string;
  readonly id: string;
  readonly ts: number;
  readonly v: number;
}

// Many points on few series: a reply that is always empty would prove nothing.
export const points = fc.array(
  fc.record({
    type: fc.constantFrom(...TYPES),
    event: fc.constantFrom(...EVENTS),
    id: fc.constantFrom(...IDS),
    ts: fc.constantFrom(...TIMES),
    v: fc.double({ noNaN: true, noDefaultInfinity: true }),
  }),
  { minLength: 40, maxLength: 120, size: "max" },
);

/** A bound as text of JSON, and its exact value in halves of a microsecond. */
const bound = fc.oneof(
  fc.constantFrom(...TIMES, 6, -1).map((time) => [String(time), 2n * BigInt(time)] as const),
  fc.constantFrom(...TIMES).map((time) => [`"${time}"`, 2n * BigInt(time)] as const),
  fc.integer({ min: -2, max: 6 }).map((time) => [`${time}.5`, halves(time)] as const),
  fc.constant(["1e24", 2n * 10n ** 24n] as const),
  fc.constant(["-9223372036854775809", -2n * 9223372036854775809n] as const),
);

// "-2.5" lies below -2, "2.5" above 2.
function halves(time: number): bigint {
  return time < 0 || Object.is(time, -0) ? 2n * BigInt(time) - 1n : 2n * BigInt(time) + 1n;
}

type BoundName = "gt" | "gte" | "lt" | "lte";
type Bound = readonly [text: string, halves: bigint];
type NamedBound = readonly [name: BoundName, bound: Bound];

/** Mostly one bound on each side, half of them from far out; sometimes both of a side, or none. */
const side = (open: BoundName, closed: BoundName, outside: string) => {
  const far = fc.constant<Bound>([outside, 2n * BigInt(outside)]);
  const some = fc.oneof(bound, far);
  const one = fc
    .tuple(fc.constantFrom(open, closed), some)
    .map((named): readonly NamedBound[] => [named]);
  const both = fc.tuple(some, some).map(([first, second]): readonly NamedBound[] => [
    [open, first],
    [closed, second],
  ]);
  return fc.oneof(
    { arbitrary: one, weight: 8 },
    { arbitrary: both, weight: 3 },
    { arbitrary: fc.constant<readonly NamedBound[]>([]), weight: 1 },
  );
};
const bounds = fc
  .tuple(side("gt", "gte", "-9007199254740993"), side("lt", "lte", "9007199254740993"))
  .map(([lower, upper]): Partial<Record<BoundName, Bound>> =>
    Object.fromEntries<Bound>([...lower, ...upper]),
  );

export const query = fc.record({
  bounds,
  type: fc.constantFrom(...TYPES, ...TYPES, ...TYPES, "port"),
  events: fc.array(fc.constantFrom(...EVENTS, "other"), { minLength: 1, maxLength: 5 }),
  ids: fc.oneof(
    fc.array(fc.constantFrom(...IDS, "zz"), { minLength: 1, maxLength: 8 }),
    fc.array(fc.constantFrom(...IDS), { maxLength: 4 }).map((ids) => [...ids, "*"]),
  ),
});

export type Query = typeof query extends fc.Arbitrary<infer Value> ? Value : never;

/** The query as a client would write it. */
export function textOf({ bounds: given, type, events, ids }: Query): string {
  const ts = Object.entries(given).map(([name, [text]]) => `"${name}":${text}`);
  const eventType = JSON.stringify(events.map((event) => `ops_monitoring:${event}`));
  const obj = JSON.stringify({ type, id: ids });
  return `{"filters":{"eventType":${eventType},"ts":{${ts.join(",")}},"obj":${obj}}}`;
}

/** The reply by the letter of the reference: every point of every series held against every bound. */
export function expectedReply(all: readonly Point[], { bounds: given, type, events, ids }: Query) {
  const hasBoth = (given.gt ?? given.gte) && (given.lt ?? given.lte);
  if (!hasBoth) return [];
  const isWithin = (ts: number): boolean => {
    const at = 2n * BigInt(ts);
    return (
      (!given.gt || at > given.gt[1]) &&
      (!given.gte || at >= given.gte[1]) &&
      (!given.lt || at < given.lt[1]) &&
      (!given.lte || at <= given.lte[1])
    );
  };
  const wanted = ids.includes("*") ? IDS.toSorted() : [...new Set(ids)];
  return [...new Set(events)].flatMap((event) =>
    wanted.flatMap((id) => {
      const own = all.filter((one) => one.type === type && one.event === event && one.id === id);
      const last = new Map(own.map(({ ts, v }) => [ts, v]));
      const tsdata = [...last]
        .filter(([ts]) => isWithin(ts))
        .sort(([one], [other]) => one - other)
        .map(([ts, v]) => ({ ts, v: v === 0 ? 0 : v }));
      return tsdata.length === 0 ? [] : [{ id: `${event}:${id}`, tsdata }];
    }),
  );
}

/** Of each item what the oracle knows of it. */
export const summary = (reply: unknown): unknown =>
  Array.isArray(reply)
    ? reply.map(({ id, tsdata }: { id: string; tsdata: unknown }) => ({ id, tsdata }))
    : reply;
