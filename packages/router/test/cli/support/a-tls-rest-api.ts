import { join } from "node:path";
import { systemClock } from "@signalbox/clock";
import { DEFAULT_HTTP_LIMITS, startHttpServer } from "@signalbox/http-server";
import { addRestRoutes } from "../../../src/rest/add-rest-routes.js";
import { ApiKeys } from "../../../src/rest/api-keys.js";
import { KeyGuard } from "../../../src/rest/key-guard.js";
import type { ExplainQuestion } from "../../../src/rest/rest-core.js";
import { makeSelfSigned } from "../../../src/rest/self-signed.js";
import { FACTS, FakeCore, KEY } from "../../rest/support/a-rest-api.js";
import { atEnd, scratchDirectory } from "../../support/scratch.js";

export interface TlsRestApi {
  readonly url: string;
  /** Its own certificate, which is also its own authority. */
  readonly certFile: string;
  readonly keyFile: string;
  readonly questions: readonly ExplainQuestion[];
}

/** The real REST API over TLS, as a router serves it, with a core that always explains the same. */
export async function aTlsRestApi(answer: unknown): Promise<TlsRestApi> {
  const folder = await scratchDirectory();
  const certFile = join(folder, "cert.pem");
  const keyFile = join(folder, "key.pem");
  await makeSelfSigned({ certFile, keyFile, hostname: "localhost", clock: systemClock });
  const core = new AnsweringCore(answer);
  const server = await startHttpServer({
    name: "rest",
    host: "127.0.0.1",
    port: 0,
    clock: systemClock,
    tls: { certFile, keyFile, clientCertificate: "none" },
    limits: { ...DEFAULT_HTTP_LIMITS, drainMs: 0 },
    health: { isReady: () => ({ ready: true }) },
    routes: (app) => {
      addRestRoutes(app, {
        core,
        guard: new KeyGuard({
          clock: systemClock,
          keys: new ApiKeys([KEY]),
          exemptLoopback: false,
          onRefused: () => undefined,
        }),
        clock: systemClock,
        facts: FACTS,
        requiresKeyForMetrics: false,
        limits: { maxInputBytes: 200_000, maxDocumentBytes: 10_000, maxLuaFileBytes: 100 },
        isReady: () => ({ ready: true }),
        metrics: () => Promise.resolve({ contentType: "text/plain", body: "" }),
        log: () => undefined,
      });
    },
  });
  atEnd(() => server.close());
  return { url: server.url, certFile, keyFile, questions: core.questions };
}

class AnsweringCore extends FakeCore {
  constructor(private readonly answer: unknown) {
    super({});
  }

  override async explain(question: ExplainQuestion): Promise<unknown> {
    await super.explain(question);
    return this.answer;
  }
}
