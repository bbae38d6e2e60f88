import type { RawRequest } from "@signalbox/routing";

/** Requests one after the other; undefined for something that could not be read as one. */
export type Load = Iterable<RawRequest | undefined> | AsyncIterable<RawRequest | undefined>;

/** A request as if it had come over HTTP from that address. */
export function plainRequest(
  method: string,
  target: string,
  { ip, headers = [] }: { readonly ip: string; readonly headers?: readonly string[] },
): RawRequest {
  return {
    method,
    target,
    rawHeaders: ["Host", "localhost", ...headers],
    peerAddress: ip,
    isEncrypted: false,
    httpVersion: "1.1",
  };
}
