import { send } from "./ingest-fixture.js";

export interface RetryingAgentOptions {
  readonly url: string;
  readonly batchSize: number;
  /** Metrics kept at most; beyond it the oldest are lost. */
  readonly bufferLimit: number;
  /** The body of one request. */
  readonly serialize: (metrics: readonly string[]) => string;
  /** Whether the answer means that the batch is done with, delivered or dropped. */
  readonly isDone: (status: number) => boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends as Telegraf does: oldest first, batch by batch; a batch that is not done stays and ends the flush, and everything
 * waits behind it. Source: configuration-and-telegraf 3.2, 3.4, 3.5.
 */
export class RetryingAgent {
  readonly statuses: number[] = [];
  /** Whether the network lets anything through. */
  isConnected = true;
  readonly #options: RetryingAgentOptions;
  #buffer: string[] = [];

  constructor(options: RetryingAgentOptions) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#buffer.length;
  }

  gather(...metrics: string[]): void {
    this.#buffer = [...this.#buffer, ...metrics].slice(-this.#options.bufferLimit);
  }

  async flush(): Promise<void> {
    const { url, headers = {}, batchSize, serialize, isDone } = this.#options;
    while (this.isConnected && this.#buffer.length > 0) {
      const batch = this.#buffer.slice(0, batchSize);
      const { status } = await send(url, { headers, body: serialize(batch) });
      this.statuses.push(status);
      if (!isDone(status)) return;
      this.#buffer = this.#buffer.slice(batch.length);
    }
  }
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;
const joinLines = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");
const BUFFER = { batchSize: 1_000, bufferLimit: 10_000 };

/** `outputs.influxdb`: only 204 is success, any 4xx drops the batch. */
export const v1Agent = (url: string): RetryingAgent =>
  new RetryingAgent({
    ...BUFFER,
    url: `${url}/write?db=telegraf`,
    serialize: joinLines,
    isDone: (status) => status === 204 || (status >= 400 && status < 500),
  });

/** `outputs.influxdb_v2`: 401 and 403 keep the batch, other 4xx drop it. */
export const v2Agent = (url: string): RetryingAgent =>
  new RetryingAgent({
    ...BUFFER,
    url: `${url}/api/v2/write?bucket=metrics&org=`,
    serialize: joinLines,
    isDone: (status) =>
      isSuccess(status) || (status >= 400 && status < 500 && ![401, 403, 429].includes(status)),
  });

/** `outputs.http` with JSON: whatever is not 2xx is sent again for ever. Metrics are JSON texts. */
export const httpAgent = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
): RetryingAgent =>
  new RetryingAgent({
    ...BUFFER,
    url,
    headers,
    serialize: (metrics) => `{"metrics":[${metrics.join(",")}]}\n`,
    isDone: isSuccess,
  });
