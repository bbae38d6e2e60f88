import { startTicker, type Clock } from "@signalbox/clock";
import type { HttpServerOptions } from "@signalbox/http-server";
import type { Logger } from "@signalbox/telemetry";
import type { TimeseriesStore } from "@signalbox/timeseries-store";
import type { Registry } from "prom-client";
import { AuditLog } from "./access/audit-log.js";
import { openAccess, type OpenAccess } from "./access/open-access.js";
import { readOpsconfigFile, type OpsconfigFields } from "./config/opsconfig-file.js";
import type { DatastoreConfig } from "./config/service-schema.js";
import { refusalIntervalMs } from "./config/to-options.js";
import { openApi } from "./open-api.js";
import { accessMetrics } from "./telemetry/access-metrics.js";
import { countedStore } from "./telemetry/counted-store.js";
import { storeCounts, storeGauges } from "./telemetry/store-metrics.js";
import { Gate } from "./transport/gate.js";

export interface OpenOptions {
  readonly config: DatastoreConfig;
  readonly log: Logger;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly random: () => number;
  readonly version: string;
  readonly openStore: () => Promise<TimeseriesStore>;
  /** Base of the URLs in replies, asked when the first is made. */
  readonly baseUrl: () => string;
  readonly status: (parts: Pick<OpenDatastore, "access" | "store">) => Promise<object>;
}

/** A datastore without its listener. */
export interface OpenDatastore {
  readonly access: OpenAccess;
  /** As opened, with what passes counted. */
  readonly store: TimeseriesStore;
  readonly listener: Pick<HttpServerOptions, "hot" | "routes" | "answersExpect" | "errorForm">;
  /** Reads lists and the opsconfig file again. @throws AppError what cannot be used */
  reload(next: DatastoreConfig): Promise<void>;
  close(): Promise<void>;
}

/** @throws AppError `invalid_argument` for a file that cannot be used, `unavailable` for a store that does not open */
export async function openDatastore(options: OpenOptions): Promise<OpenDatastore> {
  const { config, log, clock, registry, random } = options;
  const metrics = accessMetrics(registry);
  const opsconfig = await HeldOpsconfig.read(config);
  const access = await openAccess({
    settings: config.access,
    clock,
    log,
    random,
    onListOutcome: metrics.onListOutcome,
  });
  metrics.watch(access.lists);
  try {
    const store = await openCountedStore(options);
    return assemble(options, { access, store, opsconfig, metrics });
  } catch (reason) {
    access.close();
    throw reason;
  }
}

async function openCountedStore({ openStore, registry }: OpenOptions): Promise<TimeseriesStore> {
  const store = await openStore();
  storeGauges(registry, store);
  return countedStore(store, storeCounts(registry));
}

interface Parts {
  readonly access: OpenAccess;
  readonly store: TimeseriesStore;
  readonly opsconfig: HeldOpsconfig;
  readonly metrics: ReturnType<typeof accessMetrics>;
}

function assemble(options: OpenOptions, parts: Parts): OpenDatastore {
  const { config, clock, log } = options;
  const { access, store, opsconfig, metrics } = parts;
  const audit = config.access.audit
    ? new AuditLog({ clock, log, refusalIntervalMs: refusalIntervalMs(config) })
    : undefined;
  const stopAudit = audit ? startAudit(audit, clock) : () => undefined;
  const { onRefused, onAnswered } = metrics;
  return {
    access,
    store,
    listener: openApi(options, {
      store,
      onAnswered,
      gate: new Gate({ lists: access.lists, audit, onRefused }),
      opsconfig: () => opsconfig.fields,
      status: () => options.status({ access, store }),
    }),
    reload: async (next) => {
      await opsconfig.reload(next);
      await access.reload(next.access);
    },
    close: async () => {
      stopAudit();
      access.close();
      await store.close();
    },
  };
}

const AUDIT_SWEEP_MS = 10_000;

/** @returns what stops it, when all has been said */
function startAudit(audit: AuditLog, clock: Clock): () => void {
  const stop = startTicker(clock, AUDIT_SWEEP_MS, () => audit.sweep());
  return () => {
    stop();
    audit.close();
  };
}

/** What is answered for opsconfig, until it is read again. */
class HeldOpsconfig {
  private constructor(public fields: OpsconfigFields) {}

  static async read(config: DatastoreConfig): Promise<HeldOpsconfig> {
    return new HeldOpsconfig(await readOpsconfigFile(config.opsconfig_file, config.opsconfig_id));
  }

  async reload(config: DatastoreConfig): Promise<void> {
    this.fields = await readOpsconfigFile(config.opsconfig_file, config.opsconfig_id);
  }
}
