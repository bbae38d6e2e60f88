import { AppError } from "@signalbox/errors";
import { environmentPrefix, environmentSetting } from "./environment.js";
import { layOver, type Draft } from "./overlay.js";
import type { Report } from "./report.js";
import { isRecord } from "./schema-node.js";
import { exactKey, pathText, resolvePath } from "./setting-path.js";
import { readSettingText } from "./setting-text.js";
import { parseYaml } from "./yaml-document.js";

/** Most variables, and most `--set` arguments, that are read. */
const MAX_OVERLAYS = 1000;

export type Environment = Readonly<Record<string, string | undefined>>;
/** Reads a text file; rejects when it cannot. The shell bounds how much it reads. */
export type ReadTextFile = (path: string) => Promise<string>;

/** Where the values of a configuration come from, beside its schema's defaults. */
export interface LayerOptions {
  /** Names the environment prefix and the errors: `cache-manager` reads `SIGNALBOX_CACHE_MANAGER__…`. */
  readonly service: string;
  /** Configuration file; needs `readFile`. */
  readonly filePath?: string;
  /** The configuration file's text, instead of `filePath`. */
  readonly yamlText?: string;
  /** Default: nothing is taken from the environment. */
  readonly env?: Environment;
  /** `path.to.key=value` each, as given to `--set`; later ones win. */
  readonly sets?: readonly string[];
  readonly readFile?: ReadTextFile;
}

async function readText(read: ReadTextFile | undefined, path: string): Promise<string> {
  if (read === undefined) throw new AppError("invalid_argument", "no way to read files was given");
  try {
    return await read(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unreadable";
    throw new AppError("invalid_argument", `cannot read ${path}: ${reason}`, { cause: error });
  }
}

async function layFile(draft: Draft, options: LayerOptions, report: Report): Promise<void> {
  const { filePath, yamlText, readFile } = options;
  if (filePath === undefined && yamlText === undefined) return;
  try {
    const source = yamlText ?? (await readText(readFile, filePath ?? ""));
    const document = parseYaml(source) ?? {};
    if (!isRecord(document))
      throw new AppError("invalid_argument", "the document is not a mapping");
    layOver(draft, [], document, "file", draft.root);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const isNamed = error.message.startsWith("cannot read");
    report.add(isNamed ? "" : (filePath ?? "configuration"), error.message);
  }
}

/** Entry 2 of a list before entry 10: an entry can only be added at the end. */
const byNumber = (one: string, other: string): number =>
  one.localeCompare(other, "en", { numeric: true });

async function layEnvironment(draft: Draft, options: LayerOptions, report: Report): Promise<void> {
  const { env = {}, service, readFile } = options;
  const prefix = environmentPrefix(service);
  const names = Object.keys(env).filter((name) => name.startsWith(prefix));
  if (names.length > MAX_OVERLAYS) report.add("", `more than ${MAX_OVERLAYS} variables ${prefix}…`);
  for (const name of names.slice(0, MAX_OVERLAYS).sort(byNumber)) {
    try {
      const { setting, source } = environmentSetting(draft.root, service, name);
      const given = env[name] ?? "";
      const value = source === "value" ? given : await readText(readFile, given);
      // A text file ends in a newline that is not part of the secret.
      const parsed = readSettingText(
        source === "value" ? value : value.replace(/\r?\n$/, ""),
        setting.node,
      );
      layOver(draft, setting.path, parsed, `environment ${name}`, setting.node);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      report.add(`environment ${name}`, error.message);
    }
  }
}

function laySet(draft: Draft, argument: string, report: Report): void {
  const split = argument.indexOf("=");
  if (split <= 0) throw new AppError("invalid_argument", "expects path=value");
  const { path, node } = resolvePath(draft.root, argument.slice(0, split).split("."), exactKey);
  layOver(draft, path, readSettingText(argument.slice(split + 1), node), "--set", node);
  if (node.secret === true) {
    report.warnings.push(
      `--set ${pathText(path)}: a secret on the command line is visible to every local user`,
    );
  }
}

function laySets(draft: Draft, { sets = [] }: LayerOptions, report: Report): void {
  if (sets.length > MAX_OVERLAYS) report.add("", `more than ${MAX_OVERLAYS} --set arguments`);
  for (const argument of sets.slice(0, MAX_OVERLAYS)) {
    report.attempt("--set", () => laySet(draft, argument, report));
  }
}

/** Lays the file, the environment and the command line over `draft`, in this order; what is wrong goes to `report`. */
export async function layAll(draft: Draft, options: LayerOptions, report: Report): Promise<void> {
  await layFile(draft, options, report);
  await layEnvironment(draft, options, report);
  laySets(draft, options, report);
}
