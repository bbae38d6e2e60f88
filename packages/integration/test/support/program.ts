import { Child } from "./child.js";

const MAIN = "packages/signalbox/src/main.ts";

export interface ProgramOptions {
  /** `path=value`, as behind `--set`. The port is 0 unless named here. */
  readonly settings?: readonly string[];
  readonly configFile?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Every call of the API is traced: what `traced` waits for. Default true. */
  readonly isTraced?: boolean;
}

/** The arguments with which the shipped program is started, from source. */
function programArguments(options: ProgramOptions): string[] {
  const { settings = [], configFile, isTraced = true } = options;
  const sets = ["http_server.port=0", "log.format=json", ...settings];
  return [
    "--conditions=source",
    "--import",
    "tsx",
    MAIN,
    "cache-manager",
    ...(configFile === undefined ? [] : ["--config", configFile]),
    ...sets.flatMap((setting) => ["--set", setting]),
    ...(isTraced ? ["-d"] : []),
  ];
}

/** `signalbox cache-manager` as a process. */
export class Program extends Child {
  readonly args: readonly string[];
  /** Known once it is ready. */
  port = 0;

  constructor(options: ProgramOptions) {
    const args = programArguments(options);
    super(args, options.env);
    this.args = args;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Resolves once the program has said that it serves. */
  async ready(): Promise<void> {
    const line = await this.stdout.startingWith("ready ").catch(() => {
      throw new Error(`the server did not start:\n${this.stderr.text}`);
    });
    this.port = Number(/^ready cache-manager http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1]);
  }

  /** Resolves when calls about `key` had this outcome `count` times; the server's own trace says so. */
  async traced(outcome: string, key: string, count = 1): Promise<void> {
    const wanted = [`: ${outcome}"`, `"${key}"`];
    await this.stderr.matching((line) => wanted.every((part) => line.includes(part)), count);
  }
}

/** Starts the server; it serves when the promise resolves. */
export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const program = new Program(options);
  try {
    await program.ready();
  } catch (error) {
    await program.kill();
    throw error;
  }
  return program;
}
