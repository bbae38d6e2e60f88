import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";

/** Those of the build that shape the output. */
const COMPILER_OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};
/** The file that the package exports. */
const ENTRY = "plugin-sdk.js";
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
    const code = ts.transpile(source, COMPILER_OPTIONS);
    await writeFile(join(target, "dist", file.replace(/\.ts$/, ".js")), code);
  }
  await writeFile(join(target, "dist", ENTRY), 'export * from "./index.js";');
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

/** Joins the modules as the build does, and removes the separate ones to show that they are not needed. */
async function joinModules(root: string): Promise<void> {
  const dist = join(root, "node_modules", "@signalbox", "plugin-sdk", "dist");
  const script = join(PACKAGE, "scripts", "join-modules.mjs");
  const command = [script, join(dist, "index.js"), join(dist, ENTRY)];
  const { code, stderr } = await finished(command, {});
  if (code !== 0) throw new Error(stderr);
  for (const file of await readdir(dist)) if (file !== ENTRY) await rm(join(dist, file));
}

/**
 * Installs the package into an empty folder, away from this repository and its own loader settings.
 *
 * @param form `modules` as the compiler leaves it, `joined` as it is built and published.
 */
export async function installPackage(
  form: "modules" | "joined" = "modules",
): Promise<InstalledPackage> {
  const root = await mkdtemp(join(tmpdir(), "plugin-sdk-"));
  await install(root);
  if (form === "joined") await joinModules(root);
  return {
    run: async (name, script, { env = {}, args = [] } = {}) => {
      const file = join(root, name);
      await writeFile(file, script);
      return finished([file, ...args], { PATH: process.env["PATH"] ?? "", ...env });
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
