/**
 * Joins the built modules into one file: `node scripts/join-modules.mjs dist/index.js dist/plugin-sdk.js`.
 *
 * Node spends about 0.7 ms on each ES module it loads, so thirty small files cost a plugin a fifth of its start. The build
 * runs this behind the compiler; what a plugin loads is the joined file.
 *
 * It understands only what this package contains: named imports from "./x.js", named re-exports, and `export` before a
 * function, class or const at the start of a line. Anything else stops it. Each module becomes a function of its own, so
 * names cannot collide.
 */
import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const IMPORT = /^import \{([^}]*)\} from "\.\/([\w-]+)\.js";$/gm;
const REEXPORT = /^export \{([^}]*)\} from "\.\/([\w-]+)\.js";$/gm;
const EXPORT = /^export ((?:async )?(?:function|class|const) ([\w$]+))/gm;
const SOURCE_MAP = /^\/\/# sourceMappingURL=.*$/gm;

const names = (list) =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean)
    .join(", ");
const variable = (module) => `$${module.replaceAll("-", "_")}`;

function refuseTheRest(module, code) {
  const rest = /^(?:import|export)\b.*$/m.exec(code);
  if (rest) throw new Error(`${module}.js has a form this script does not know: ${rest[0]}`);
}

/** A module's code as a function that returns what it exports. */
function wrap(module, source) {
  const exported = [...source.matchAll(EXPORT)].map((match) => match[2]);
  const code = source
    .replace(SOURCE_MAP, "")
    .replace(IMPORT, (_line, list, from) => `const { ${names(list)} } = ${variable(from)};`)
    .replace(EXPORT, "$1");
  refuseTheRest(module, code);
  return `const ${variable(module)} = (() => {\n${code}\nreturn { ${exported.join(", ")} };\n})();\n`;
}

async function joinModules(entry, output) {
  const folder = dirname(entry);
  const wrapped = new Map();
  const visit = async (module) => {
    if (wrapped.has(module)) return;
    wrapped.set(module, ""); // Keeps the place of a module that is being visited: an import cycle would end here.
    const source = await readFile(join(folder, `${module}.js`), "utf8");
    for (const [, , from] of source.matchAll(IMPORT)) await visit(from);
    wrapped.delete(module);
    wrapped.set(module, wrap(module, source));
  };
  const index = await readFile(entry, "utf8");
  const reexports = [...index.matchAll(REEXPORT)];
  refuseTheRest("index", index.replace(REEXPORT, ""));
  for (const [, , from] of reexports) await visit(from);
  const lines = reexports.map(
    ([, list, from]) => `export const { ${names(list)} } = ${variable(from)};\n`,
  );
  await writeFile(output, [...wrapped.values(), ...lines].join(""));
}

const [entry, output] = process.argv.slice(2);
if (entry === undefined || output === undefined) {
  console.error("usage: join-modules.mjs dist/index.js dist/plugin-sdk.js");
  process.exitCode = 2;
} else {
  await joinModules(entry, output);
}
