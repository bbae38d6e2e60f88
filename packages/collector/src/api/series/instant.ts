import { AppError } from "@signalbox/errors";

const UNIT_US: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  d: 86_400e6,
  w: 604_800e6,
};
const SPAN = /^(\d{1,15})(us|ms|s|m|h|d|w)$/;
const WHOLE = /^-?\d{1,16}$/;
const RELATIVE = /^(?:now)?-(\w+)$/;
/** RFC 3339 with its mandatory zone; a space for the `T` of a `+` that became one. */
const RFC_3339 =
  /^(\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:([Zz])|([+ -])(\d\d:\d\d))$/;

/**
 * A time in microseconds since 1970: a whole number of them, an RFC 3339 text, `now`, or `-1h` before now (also `now-1h`).
 *
 * @param what names it in the error
 * @throws AppError `invalid_argument`
 */
export function readInstantUs(what: string, text: string, nowUs: number): number {
  const instant = wholeUs(text) ?? relativeUs(text, nowUs) ?? rfc3339Us(text);
  if (instant !== undefined && Number.isSafeInteger(instant)) return instant;
  throw new AppError(
    "invalid_argument",
    `parameter ${what} is ${JSON.stringify(text.slice(0, 40))}, neither microseconds since 1970 nor an RFC 3339 time nor one like -1h`,
  );
}

/** A length of time in microseconds: a whole number of them, or a text such as `5m`. @throws AppError `invalid_argument` */
export function readSpanUs(what: string, text: string): number {
  const span = /^\d{1,16}$/.test(text) ? Number(text) : unitsUs(text);
  if (span !== undefined && span > 0 && Number.isSafeInteger(span)) return span;
  throw new AppError(
    "invalid_argument",
    `parameter ${what} is ${JSON.stringify(text.slice(0, 40))}, neither microseconds nor a length such as 5m`,
  );
}

const wholeUs = (text: string): number | undefined => (WHOLE.test(text) ? Number(text) : undefined);

function unitsUs(text: string): number | undefined {
  const [, count = "", unit = ""] = SPAN.exec(text) ?? [];
  const unitUs = UNIT_US[unit];
  return unitUs === undefined ? undefined : Number(count) * unitUs;
}

function relativeUs(text: string, nowUs: number): number | undefined {
  if (text === "now") return nowUs;
  const spanUs = unitsUs(RELATIVE.exec(text)?.[1] ?? "");
  return spanUs === undefined ? undefined : nowUs - spanUs;
}

function rfc3339Us(text: string): number | undefined {
  const match = RFC_3339.exec(text);
  if (!match) return undefined;
  const [, time = "", fraction = "", utc, sign = "", offset = ""] = match;
  // A plus sign that nobody encoded arrives as a space.
  const zone = utc === undefined ? `${sign === " " ? "+" : sign}${offset}` : "Z";
  const epochMs = Date.parse(`${time.replace(/[t ]/, "T")}${zone}`);
  if (Number.isNaN(epochMs)) return undefined;
  return epochMs * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}
