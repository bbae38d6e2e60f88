import {
  countOption,
  textOption,
  UsageError,
  type OptionSpec,
  type ReadArguments,
} from "@signalbox/command-line";

/** Files of the TLS identity and of the authority that signed the server's. Without `caFile` the system's are used. */
export interface TlsFiles {
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Which cache manager to talk to, and as whom. `tls` is there exactly when the connection is HTTPS. */
export interface Connection {
  readonly host: string;
  readonly port: number;
  /** A plain name or an encrypted token; a secret in the second case. */
  readonly namespace: string;
  readonly tls?: TlsFiles;
}

/** The variables a plugin finds its cache manager by. Source: reference cache-manager 3.1. */
export const connectionVariables = {
  host: "OPSVIEW_CACHE_MANAGER_HOST",
  port: "OPSVIEW_CACHE_MANAGER_PORT",
  namespace: "OPSVIEW_CACHE_MANAGER_NAMESPACE",
} as const;

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 8182;
const DEFAULT_NAMESPACE = "cachectl";
const HTTPS_PORT = 443;
const HTTP_PORT = 80;
const MAX_PORT = 65_535;

export const addressOptions: readonly OptionSpec[] = [
  {
    name: "host",
    short: "H",
    value: "HOST",
    description: `Cache manager's host; default $${connectionVariables.host} or ${DEFAULT_HOST}.`,
  },
  {
    name: "port",
    short: "p",
    value: "PORT",
    description: `Its HTTP port; default $${connectionVariables.port} or ${DEFAULT_PORT}.`,
  },
];

export const connectionOptions: readonly OptionSpec[] = [
  ...addressOptions,
  { name: "url", value: "URL", description: "http:// or https:// URL, instead of host and port." },
  { name: "ca", value: "FILE", description: "PEM file with the authority of an https:// server." },
  { name: "cert", value: "FILE", description: "PEM file with the client certificate." },
  { name: "key-file", value: "FILE", description: "PEM file with the client's private key." },
  {
    name: "namespace",
    value: "TEXT",
    description:
      `Namespace name or token; default $${connectionVariables.namespace} or ${DEFAULT_NAMESPACE}. ` +
      "Use the variable for a token: arguments are visible to other users.",
  },
];

type Environment = Readonly<Record<string, string | undefined>>;

function portFromEnv(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= MAX_PORT) return port;
  throw new UsageError(`$${connectionVariables.port} is not a port from 1 to ${MAX_PORT}: ${text}`);
}

/** Host and port from the options, then the environment, then 127.0.0.1:8182. @throws UsageError for a bad port. */
export function addressFrom(args: ReadArguments, env: Environment) {
  const fromEnv = env[connectionVariables.port];
  const port = countOption(args, "port", { min: 1, max: MAX_PORT });
  return {
    host: textOption(args, "host") ?? (env[connectionVariables.host] || DEFAULT_HOST),
    port: port ?? (fromEnv ? portFromEnv(fromEnv) : DEFAULT_PORT),
  };
}

function parsedUrl(text: string): URL {
  if (!URL.canParse(text)) throw new UsageError(`--url: not a URL: ${text}`);
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw new UsageError(`--url: only http:// and https:// are known, not ${url.protocol}//`);
  }
  if (url.username !== "" || url.pathname !== "/" || url.search !== "") {
    throw new UsageError("--url takes scheme, host and port only, no user, path or query");
  }
  return url;
}

function addressFromUrl(url: URL) {
  const fallback = url.protocol === "https:" ? HTTPS_PORT : HTTP_PORT;
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? fallback : Number(url.port),
  };
}

function tlsFiles(args: ReadArguments): TlsFiles {
  const caFile = textOption(args, "ca");
  const certFile = textOption(args, "cert");
  const keyFile = textOption(args, "key-file");
  if ((certFile === undefined) !== (keyFile === undefined)) {
    throw new UsageError("--cert and --key-file go together");
  }
  return {
    ...(caFile === undefined ? {} : { caFile }),
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
  };
}

/**
 * Options first, then the three environment variables, then 127.0.0.1:8182 and the namespace `cachectl`.
 *
 * @throws UsageError for a bad port or URL, `--url` next to `--host` or `--port`, or TLS files without `https://`.
 */
export function connectionFrom(args: ReadArguments, env: Environment): Connection {
  const urlText = textOption(args, "url");
  const namespace =
    textOption(args, "namespace") ?? (env[connectionVariables.namespace] || DEFAULT_NAMESPACE);
  const files = tlsFiles(args);
  const url = urlText === undefined ? undefined : parsedUrl(urlText);
  if (url !== undefined && (args.options.has("host") || args.options.has("port"))) {
    throw new UsageError("--url replaces --host and --port; give one or the other");
  }
  if (url?.protocol === "https:") return { ...addressFromUrl(url), namespace, tls: files };
  if (Object.keys(files).length > 0) {
    throw new UsageError("--ca, --cert and --key-file need an https:// --url");
  }
  return { ...(url === undefined ? addressFrom(args, env) : addressFromUrl(url)), namespace };
}
