import { execFile } from "node:child_process";
import { AppError } from "@signalbox/errors";
import type { PingProgram } from "./ping-rtt.js";

/** Beside one second for each ping. */
const GRACE_S = 5;
const KILL_GRACE_S = 2;
const MS_PER_SECOND = 1000;
const MAX_OUTPUT_BYTES = 64 * 1024;

/**
 * The system's `ping` (iputils or busybox). The address was checked before; it is an argument of its own, never part of a command.
 *
 * @param file default: `ping` in the search path
 */
export function systemPing(file = "ping"): PingProgram {
  return (address, count, signal) =>
    new Promise((resolve, reject) => {
      const limitS = count + GRACE_S;
      const args = ["-c", String(count), "-w", String(limitS), "--", address];
      const options = {
        signal,
        timeout: (limitS + KILL_GRACE_S) * MS_PER_SECOND,
        killSignal: "SIGKILL" as const,
        maxBuffer: MAX_OUTPUT_BYTES,
        encoding: "utf8" as const,
        // The summary is read: it must not be in the operator's language.
        env: { PATH: PING_PATH, LC_ALL: "C" },
      };
      execFile(file, args, options, (error, stdout) => {
        // Some lost pings are an error of the program, with a summary of the others.
        if (error === null || stdout !== "") resolve(stdout);
        else reject(new AppError("upstream_failed", `no ping of ${address}`, { cause: error }));
      });
    });
}

const PING_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
