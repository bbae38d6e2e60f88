import { randomBytes } from "node:crypto";
import { sealNamespace } from "@signalbox/cache-core";
import {
  jsonOption,
  textOption,
  UsageError,
  type CommandSpec,
  type ReadArguments,
} from "@signalbox/command-line";
import { addressFrom, addressOptions, connectionVariables } from "../args/connection.js";
import { simpleCommand } from "../args/simple-command.js";
import { exitCode } from "../exit-code.js";
import type { Shell } from "../shell.js";
import { encryptionKey, KEYS_VARIABLE } from "./encryption-keys.js";

/** What stands before a plugin's name in its namespace. Source: reference cache-manager 3.2. */
const PLUGIN_PREFIX = "PLUGIN#";
/** The name of an administrator's token: its beginning is what the server goes by. */
const ADMIN_NAME = "ADMIN#cachectl";
const MAX_NAME_CHARS = 200;
const NO_KEY_REMARK =
  `no --key-file, --config or $${KEYS_VARIABLE}: the namespace is a plain name, ` +
  "which only a cache manager without encryption keys takes";

export const envSpec: CommandSpec = {
  name: "env",
  summary: "Mint the three variables a plugin finds its cache manager by.",
  operands: [],
  options: [
    { name: "plugin", value: "NAME", description: "The plugin's name, such as check_vsphere." },
    {
      name: "admin",
      description: "Instead of a plugin: a token with which keys and top show every namespace.",
    },
    {
      name: "key-file",
      value: "FILE",
      description: "Encryption keys: Base64, one a line or separated by commas; the first is used.",
    },
    {
      name: "config",
      value: "FILE",
      description: "The cache manager's YAML file; http_server.encryption.keys is read from it.",
    },
    { name: "v2", description: "AES-256-GCM token; only our cache manager understands it." },
    { name: "plain", description: "No token, whatever keys there are, and no remark about it." },
    jsonOption,
    ...addressOptions,
  ],
  notes: `
Without --key-file and --config the keys are taken from
$${KEYS_VARIABLE}; without any key the namespace is the plain name.

A token is valid for the cache manager's timestamp_error_margin (300 s by default) around now, so
mint one for each run:

  eval "$(cachectl env --plugin check_vsphere --config /etc/cachemanager.yaml)"

Exit code: 0 printed, 1 failed, 2 wrong command line.
`,
};

function namespaceName(args: ReadArguments): string {
  const plugin = textOption(args, "plugin");
  if (args.switches.has("admin") && plugin === undefined) return ADMIN_NAME;
  const isName = plugin !== undefined && plugin !== "" && plugin.length <= MAX_NAME_CHARS;
  if (isName && !args.switches.has("admin")) return PLUGIN_PREFIX + plugin;
  throw new UsageError(`env: give --plugin NAME, 1 to ${MAX_NAME_CHARS} characters, or --admin`);
}

async function namespaceFor(args: ReadArguments, shell: Shell): Promise<string> {
  const name = namespaceName(args);
  if (args.switches.has("plain")) return name;
  const keyFile = textOption(args, "key-file");
  const configFile = textOption(args, "config");
  const variable = shell.env[KEYS_VARIABLE];
  const key = await encryptionKey({
    ...(keyFile === undefined ? {} : { keyFile }),
    ...(configFile === undefined ? {} : { configFile }),
    ...(variable === undefined ? {} : { variable }),
  });
  if (key === undefined) {
    await shell.stderr.write(`cachectl: ${NO_KEY_REMARK}\n`);
    return name;
  }
  const version = args.switches.has("v2") ? "v2" : "v1";
  return sealNamespace({ version, name, key, wallMs: shell.clock.wallMs(), random: randomBytes });
}

/** A text as one word of a POSIX shell. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** `cachectl env`. */
export const envCommand = simpleCommand(envSpec, async (args, shell) => {
  const { host, port } = addressFrom(args, shell.env);
  const variables = {
    [connectionVariables.host]: host,
    [connectionVariables.port]: String(port),
    [connectionVariables.namespace]: await namespaceFor(args, shell),
  };
  const text = args.switches.has("json")
    ? `${JSON.stringify(variables)}\n`
    : Object.entries(variables)
        .map(([name, value]) => `export ${name}=${shellQuoted(value)}\n`)
        .join("");
  await shell.stdout.write(text);
  return exitCode.ok;
});
