const MASK = "***";
const MAY_HOLD_TOKEN = /token|%/i;

/**
 * The query as it may be printed: the value of each parameter that decodes to `token`, in any case, is `***`. Everything that
 * logs, explains or reports a request goes through here (cdn-router 7.7).
 */
export function maskToken(query: string): string {
  if (!MAY_HOLD_TOKEN.test(query)) return query;
  return query.split("&").map(maskedPiece).join("&");
}

function maskedPiece(piece: string): string {
  const at = piece.indexOf("=");
  const name = at < 0 ? piece : piece.slice(0, at);
  return at >= 0 && isToken(name) ? `${name}=${MASK}` : piece;
}

function isToken(name: string): boolean {
  const decoded = name.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  return decoded.toLowerCase() === "token";
}
