import type { Clock } from "@signalbox/clock";
import type { ServiceIo } from "@signalbox/config";

/** The process as `signalbox certs` sees it: arguments behind `certs`, and where to write. */
export type CertsIo = Pick<ServiceIo, "argv" | "stdout" | "stderr">;

/** What is not the same twice; a test hands over its own. */
export interface CertsParts {
  readonly clock: Clock;
  /** So many unpredictable bytes: serial numbers and UUIDs. Keys are always made by the machine's own generator. */
  readonly random: (bytes: number) => Uint8Array;
}

/** What each subcommand is: what stands behind its name goes in, the exit code comes out. */
export type Subcommand = (
  argv: readonly string[],
  io: CertsIo,
  parts: CertsParts,
) => Promise<number>;
