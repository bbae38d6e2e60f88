import { transform } from "@swc/core";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PACKAGE = new URL("..", import.meta.url).pathname;

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface InstalledPackage {
  /** Writes a script beside the installed package, runs it with Node and waits until it ends by itself. */
  readonly run: (name: string, script: string, options?: RunOptions) => Promise<Finished>;
  readonly remove: () => Promise<void>;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
}

/** Writes the package as a user gets it: the real package.json, and `src` turned into JavaScript modules in `dist`. */
async function install(root: string): Promise<void> {
  const target = join(root, "node_modules", "@signalbox", "plugin-sdk");
  await mkdir(join(target, "dist"), { recursive: true });
  await writeFile(
    join(target, "package.json"),
    await readFile(join(PACKAGE, "package.json"), "utf8"),
  );
  for (const file of await readdir(join(PACKAGE, "src"))) {
    const source = await readFile(join(PACKAGE, "src", file), "utf8");
    const { code } = await transform(source, {
      jsc: { target: "es2023", parser: { syntax: "typescript" } },
      module: { type: "es6" },
    });
    await writeFile(join(target, "dist", file.replace(/\.ts$/, ".js")), code);
  }
}

function finished(command: readonly string[], env: Record<string, string>): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { env, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

/** Installs the package into an empty folder, away from this repository and its own loader settings. */
export async function installPackage(): Promise<InstalledPackage> {
  const root = await mkdtemp(join(tmpdir(), "plugin-sdk-"));
  await install(root);
  return {
    run: async (name, script, { env = {}, args = [] } = {}) => {
      const file = join(root, name);
      await writeFile(file, script);
      return finished([file, ...args], { PATH: process.env["PATH"] ?? "", ...env });
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
