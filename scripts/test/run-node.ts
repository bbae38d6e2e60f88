import { execFile } from "node:child_process";

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const MAX_OUTPUT_BYTES = 10_000_000;

/** Runs node on its own, without the options jest itself was started with. */
export function runNode(args: readonly string[], cwd?: string): Promise<Finished> {
  const { NODE_OPTIONS, ...env } = process.env;
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      args,
      { env, maxBuffer: MAX_OUTPUT_BYTES, cwd },
      (error, stdout, stderr) => {
        const exitCode = error ? error.code : 0;
        if (typeof exitCode === "number") resolve({ exitCode, stdout, stderr });
        else reject(new Error(`node ${args.join(" ")} did not run`, { cause: error }));
      },
    );
  });
}
