import { execFileSync } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PROGRAMS = ["initdb", "postgres", "pg_ctl"];
const DEBIAN_ROOT = "/usr/lib/postgresql";

/** The folder with the server's programs, the newest where there are several. @param path the environment's PATH */
export function findBinaries(path: string): string | undefined {
  return candidates(path).find((folder) =>
    PROGRAMS.every((name) => isExecutable(join(folder, name))),
  );
}

function candidates(path: string): readonly string[] {
  const onPath = path.split(":").filter((folder) => folder !== "");
  return [...debianFolders(), ...configuredFolder(), ...onPath, "/usr/local/bin"];
}

function debianFolders(): readonly string[] {
  try {
    const versions = readdirSync(DEBIAN_ROOT).sort((one, other) => Number(other) - Number(one));
    return versions.map((version) => join(DEBIAN_ROOT, version, "bin"));
  } catch {
    return [];
  }
}

function configuredFolder(): readonly string[] {
  try {
    return [execFileSync("pg_config", ["--bindir"], { encoding: "utf8", stdio: "pipe" }).trim()];
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whom the server runs as: it refuses root. `undefined`: who we are. */
export function unprivilegedUser(): { readonly uid: number; readonly gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid !== undefined && gid !== undefined) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new Error("PostgreSQL cannot run as root, and there is neither a user postgres nor nobody");
}
