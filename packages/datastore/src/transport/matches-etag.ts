const TAG = /(?:W\/)?"([^"]*)"|\*/g;

/** Whether `If-None-Match` names the ETag, compared weakly (RFC 9110, 13.1.2). @param etag without quotes */
export function matchesEtag(field: string | undefined, etag: string): boolean {
  for (const [whole, tag] of (field ?? "").matchAll(TAG)) {
    if (whole === "*" || tag === etag) return true;
  }
  return false;
}
