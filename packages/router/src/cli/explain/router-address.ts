import { readFile } from "node:fs/promises";
import {
  textOption,
  UsageError,
  type OptionSpec,
  type ReadArguments,
} from "@signalbox/command-line";
import { AppError } from "@signalbox/errors";
import { parseApiKeys } from "../../rest/api-keys.js";
import { codeOf } from "../../state/error-code.js";
import { unreadable } from "../offline/read-document.js";
import type { RouterAddress } from "./ask-router.js";

const DEFAULT_ROUTER = "https://127.0.0.1:5001";
const DEFAULT_KEY_FILE = "signalbox-router/rest-api-key.json";
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

export const addressOptions: readonly OptionSpec[] = [
  { name: "router", value: "URL", description: `The REST API to ask; default ${DEFAULT_ROUTER}.` },
  {
    name: "key-file",
    value: "FILE",
    description: `The router's file with the API key; default ${DEFAULT_KEY_FILE}, if it is there.`,
  },
  {
    name: "ca",
    value: "FILE",
    description:
      "PEM file the router's certificate must be signed by. Without it any certificate is accepted.",
  },
];

/**
 * `--router`, `--key-file`, `--ca`.
 *
 * @param warn told when the key goes to another machine that has not shown who it is
 * @throws UsageError for a bad URL or a file that cannot be read, never quoting a key
 */
export async function addressFrom(
  args: ReadArguments,
  warn: (message: string) => void,
): Promise<RouterAddress> {
  const url = readUrl(textOption(args, "router") ?? DEFAULT_ROUTER);
  const caFile = textOption(args, "ca");
  const apiKey = await readKey(textOption(args, "key-file"));
  const ca = caFile === undefined ? undefined : await readPem(caFile);
  if (ca === undefined && apiKey !== undefined && !LOOPBACK.test(url.hostname)) {
    warn(`the API key goes to ${url.host}, whose certificate is not checked; see --ca`);
  }
  return { url, apiKey, ca };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "https:") {
    throw new UsageError(`--router: expected https://host:port, not ${text}`);
  }
  if (url.username !== "" || url.password !== "" || url.pathname !== "/" || url.search !== "") {
    throw new UsageError("--router takes scheme, host and port only, no user, path or query");
  }
  return url;
}

/** The default file may be missing: a router may let its own machine in without a key. */
async function readKey(given: string | undefined): Promise<string | undefined> {
  const path = given ?? DEFAULT_KEY_FILE;
  try {
    return parseApiKeys(await readFile(path, "utf8"))[0];
  } catch (error) {
    if (error instanceof AppError) throw new UsageError(`${path}: ${error.message}`);
    if (given === undefined && codeOf(error) === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
}

async function readPem(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw unreadable(path, error);
  }
}
