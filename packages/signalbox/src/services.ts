import type { ServiceIo } from "@signalbox/config";

/** A service as the tool lists it; its code is loaded only when it is asked for. */
export interface ServiceEntry {
  readonly name: string;
  readonly summary: string;
  /** Runs the service by the command-line contract. @returns the exit code. */
  run(io: ServiceIo): Promise<number>;
}

/** Every service of this tool, in the order of its help. */
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
];
