import { fileURLToPath } from "node:url";
import { Child } from "./child.js";

const OUTCOME = /^(?:lock|value|empty|failed)\b/;
const SCRIPT = fileURLToPath(new URL("./plugin-process.mjs", import.meta.url));

/** What a plugin process is to do; see the script. Times of the protocol in seconds. */
export interface PluginOrder {
  readonly port: number;
  readonly key: string;
  /** Default `tests`. */
  readonly namespace?: string;
  /** Default 30. */
  readonly maxWaitTime?: number;
  /** Default 300. */
  readonly ttl?: number;
  /** How long its fetch takes. */
  readonly fetchMs?: number;
  /** The fetch ends when the process is told `fill`. */
  readonly fillWhenTold?: boolean;
  /** It connects at once but asks only when it is told `ask`. */
  readonly askWhenTold?: boolean;
  /** It asks for a fencing token and sends it with its set, which the original client does not. */
  readonly withToken?: boolean;
  /** A file that gets one line for each fetch. */
  readonly fetchLog?: string;
}

/** Starts a plugin in a process of its own; it speaks as the original client does. */
export function startPlugin(order: PluginOrder): Child {
  return new Child([SCRIPT, JSON.stringify({ namespace: "tests", ...order })]);
}

/** How a plugin's run ended: `lock` when it had to fetch, else what it was told. */
export async function outcomeOf(plugin: Child): Promise<string> {
  const [line = ""] = await plugin.stdout.matching((candidate) => OUTCOME.test(candidate));
  return line.split(" ", 1)[0] ?? "";
}
