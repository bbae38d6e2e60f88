import { FakeClock } from "@signalbox/clock/testing";
import { parseAddress } from "../../src/address/ip-address.js";
import { PrefixSet } from "../../src/address/prefix-set.js";
import { Subnets } from "../../src/address/subnets.js";
import { Classification } from "../../src/classify/classification.js";
import { noGeo } from "../../src/classify/geo-lookup.js";
import type { ClassifiedRequest } from "../../src/classify/subject.js";
import type { ContentRequest } from "../../src/request/content-request.js";
import {
  RequestReader,
  type RawRequest,
  type RequestReaderOptions,
} from "../../src/request/request-reader.js";
import { SecurityToken } from "../../src/request/security-token.js";

/** A request as it came from a player, with what a test wants different. */
export function aRawRequest(changes: Partial<RawRequest> = {}): RawRequest {
  return {
    method: "GET",
    target: "/vod/film/master.m3u8?x=1",
    rawHeaders: ["Host", "Router.example.net:8080", "User-Agent", "Player/1.0"],
    peerAddress: "192.0.2.10",
    isEncrypted: false,
    httpVersion: "1.1",
    ...changes,
  };
}

export function aClassification(
  classifiers: readonly unknown[],
  sessionGroups: readonly unknown[],
): Classification {
  const verdict = Classification.compile({ classifiers, sessionGroups });
  if (!verdict.ok) throw new Error(JSON.stringify(verdict.problems));
  return verdict.classification;
}

export function someOptions(changes: Partial<RequestReaderOptions> = {}): RequestReaderOptions {
  return {
    trustedProxies: PrefixSet.read([], "trustedProxies", []),
    acceptsPost: false,
    classification: aClassification([], []),
    geo: noGeo,
    subnets: new Subnets({ maxSubnets: 100 }),
    contentIdentifier: { enabled: false, includedQueryParams: [] },
    token: new SecurityToken({ secret: "", clock: new FakeClock() }),
    ...changes,
  };
}

/** The request a reader makes of `raw`; fails when the reader refuses it. */
export function aRequest(
  raw: Partial<RawRequest> = {},
  options: Partial<RequestReaderOptions> = {},
): ContentRequest {
  const verdict = new RequestReader(someOptions(options)).read(aRawRequest(raw));
  if (verdict.kind !== "request") throw new Error(verdict.reason);
  return verdict.request;
}

export function aClassified(changes: Partial<ClassifiedRequest> = {}): ClassifiedRequest {
  return {
    path: "/vod/film/master.m3u8",
    query: "",
    host: "router.example.net",
    header: () => undefined,
    sessionId: "session-1",
    subnet: undefined,
    clientAddress: parseAddress("192.0.2.10"),
    ...changes,
  };
}
