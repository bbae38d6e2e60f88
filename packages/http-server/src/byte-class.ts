/** A table over all byte values: 1 where `pattern` matches the character. */
function byteTable(pattern: RegExp): Uint8Array {
  const table = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte++) {
    if (pattern.test(String.fromCharCode(byte))) table[byte] = 1;
  }
  return table;
}

/** Bytes of a header name (RFC 9110 5.6.2). */
export const TOKEN = byteTable(/[!#$%&'*+\-.^_`|~0-9A-Za-z]/);
/** Bytes of a header value as far as the plain reader takes them: no obs-text. */
export const VALUE = byteTable(/[\t -~]/);
/** Bytes of a path and query (RFC 3986 3.3); the few others that clients send are left to node:http. */
export const PATH = byteTable(/[/?%:@\-._~!$&'()*+,;=0-9A-Za-z]/);
