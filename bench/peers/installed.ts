import { spawnSync } from "node:child_process";

/** Text of a version, or undefined when the program is not there. */
export interface Installed {
  readonly taskset: string | undefined;
  readonly redis: string | undefined;
  readonly python: string | undefined;
  readonly plugnpy: PythonWithPlugnpy | undefined;
}

export interface PythonWithPlugnpy {
  readonly command: string;
  readonly version: string;
}

const IMPORT_PLUGNPY =
  "import sys, plugnpy, plugnpy.cachemanager, geventhttpclient as g; " +
  "print(getattr(plugnpy, '__version__', 'unknown version') + ', geventhttpclient', " +
  "g.__version__ + ', Python', sys.version.split()[0])";

/** @param plugnpyPython A Python that can import plugnpy; default: python3. */
export function findInstalled(plugnpyPython: string | undefined): Installed {
  const command = plugnpyPython ?? "python3";
  const plugnpy = firstLine(command, ["-c", IMPORT_PLUGNPY]);
  return {
    taskset: firstLine("taskset", ["--version"]),
    redis: firstLine("redis-server", ["--version"]),
    python: firstLine("/usr/bin/python3", ["--version"]),
    plugnpy: plugnpy === undefined ? undefined : { command, version: plugnpy },
  };
}

function firstLine(command: string, args: readonly string[]): string | undefined {
  const { status, stdout } = spawnSync(command, args, { encoding: "utf8" });
  return status === 0 ? stdout.trim().split("\n")[0] : undefined;
}
