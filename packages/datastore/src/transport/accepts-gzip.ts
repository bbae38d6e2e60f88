const CODING = /^\s*(gzip|x-gzip|\*)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$/i;

/** Whether a client wants gzip, by its `Accept-Encoding`: named with a weight above 0, or covered by a `*` without being excluded. */
export function acceptsGzip(field: string | undefined): boolean {
  let star = 0;
  let named: number | undefined;
  for (const part of (field ?? "").split(",")) {
    const [, coding, weight = "1"] = CODING.exec(part) ?? [];
    if (coding === "*") star = Number(weight);
    else if (coding !== undefined) named = Math.max(named ?? 0, Number(weight));
  }
  return (named ?? star) > 0;
}
