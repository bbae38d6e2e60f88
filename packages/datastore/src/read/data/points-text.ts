/**
 * Points `from` up to, not including, `to` as entries of `tsdata`, without the brackets around them. The same text as
 * `JSON.stringify` writes of `{ts, v}` objects, at a fraction of the time: no object per point is made.
 */
export function pointsText(
  ts: readonly number[],
  values: readonly number[],
  from = 0,
  to = ts.length,
): string {
  let text = "";
  for (let at = from; at < to; at += 1) {
    if (at > from) text += ",";
    text += `{"ts":${number(ts[at])},"v":${number(values[at])}}`;
  }
  return text;
}

/** A store keeps finite numbers only; an average of huge ones may still leave their range, and JSON has no word for it. */
function number(value: number | undefined): string {
  return Number.isFinite(value) ? String(value) : "null";
}
