import { seededDraws, type RawRequest } from "@signalbox/routing";
import { plainRequest } from "./load.js";

export interface GeneratedLoadOptions {
  readonly requests: number;
  readonly contents: number;
  readonly clients: number;
  /** Exponent of the popularity; 0: all contents are equally popular. */
  readonly zipf: number;
  /** 0 <= seed < 1. */
  readonly seed: number;
}

const DRAWS_PER_REQUEST = 2;

/** Requests for contents of unequal popularity by clients that are all alike. The same options make the same requests. */
export function* generatedLoad(options: GeneratedLoadOptions): Generator<RawRequest> {
  const { requests, clients, seed } = options;
  const bounds = popularityBounds(options);
  const draw = seededDraws(seed);
  for (let at = 0; at < requests; at++) {
    const content = contentAt(bounds, draw(at * DRAWS_PER_REQUEST));
    const client = Math.floor(draw(at * DRAWS_PER_REQUEST + 1) * clients);
    yield plainRequest("GET", `/content/${content + 1}/index.m3u8`, { ip: addressOf(client) });
  }
}

/** For each content the sum of the weights up to it, as parts of the whole. */
export function popularityBounds({
  contents,
  zipf,
}: Pick<GeneratedLoadOptions, "contents" | "zipf">): Float64Array {
  const bounds = new Float64Array(contents);
  let sum = 0;
  for (let at = 0; at < contents; at++) {
    sum += (at + 1) ** -zipf;
    bounds[at] = sum;
  }
  return bounds.map((bound) => bound / sum);
}

/** The first content whose bound is above `draw`. */
export function contentAt(bounds: Float64Array, draw: number): number {
  let low = 0;
  let high = bounds.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] ?? 1) > draw) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** 10.0.0.1 is the first. */
function addressOf(client: number): string {
  const number = client + 1;
  return `10.${(number >>> 16) & 0xff}.${(number >>> 8) & 0xff}.${number & 0xff}`;
}
