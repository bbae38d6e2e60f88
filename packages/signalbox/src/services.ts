import type { ServiceIo } from "@signalbox/config";

/** A service or a tool as the program lists it; its code is loaded only when it is asked for. */
export interface ServiceEntry {
  readonly name: string;
  readonly summary: string;
  /** Services by the command-line contract, tools by their own. @returns the exit code. */
  run(io: ServiceIo): Promise<number>;
}

/** Every service of this program, in the order of its help. */
export const services: readonly ServiceEntry[] = [
  {
    name: "cache-manager",
    summary: "share expensive results between check plugins",
    run: async (io) => {
      const [{ runService }, { cacheManagerService }] = await Promise.all([
        import("@signalbox/config"),
        import("@signalbox/cache-manager"),
      ]);
      return runService(cacheManagerService, io);
    },
  },
  {
    name: "router",
    summary: "redirect clients to caches that are fit to take them",
    run: async (io) => {
      const [{ runService }, { routerService }] = await Promise.all([
        import("@signalbox/config"),
        import("@signalbox/router"),
      ]);
      return runService(routerService, io);
    },
  },
  {
    name: "datastore",
    summary: "publish inventory and time series to who shows a listed certificate",
    run: async (io) => {
      const { datastoreCommand } = await import("@signalbox/datastore");
      return datastoreCommand(io);
    },
  },
  {
    name: "collector",
    summary: "poll many datastores into one store, and answer from it",
    run: async (io) => {
      const { collectorCommand } = await import("@signalbox/collector");
      return collectorCommand(io);
    },
  },
];

/** What asks services and files instead of serving, in the order of the help. */
export const tools: readonly ServiceEntry[] = [
  {
    name: "route",
    summary: "explain, test and simulate where the router sends requests",
    run: async (io) => {
      const { routeCommand } = await import("@signalbox/router");
      return routeCommand(io);
    },
  },
  {
    name: "certs",
    summary: "make keys, certificates and the whitelist of a datastore and its collectors",
    run: async (io) => {
      const { certsCommand } = await import("./certs/certs-command.js");
      return certsCommand(io);
    },
  },
  {
    name: "check",
    summary: "monitoring plugins over the collector, sharing its answers through the cache manager",
    // `main.ts` goes there by itself, without what this list and its types need.
    run: async (io) => {
      const [{ checkCommand }, { systemClock }] = await Promise.all([
        import("./check/check-command.js"),
        import("@signalbox/clock"),
      ]);
      return checkCommand({ ...io, clock: systemClock });
    },
  },
  {
    name: "store",
    summary: "check, back up, compact, export and import a datastore's or a collector's store",
    run: async (io) => {
      const { storeCommand } = await import("./store/store-command.js");
      return storeCommand(io);
    },
  },
];
