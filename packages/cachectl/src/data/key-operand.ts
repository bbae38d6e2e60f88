import { createHash } from "node:crypto";
import { UsageError, type OptionSpec, type ReadArguments } from "@signalbox/command-line";

export const hashKeyOption: OptionSpec = {
  name: "hash-key",
  description:
    "Send the SHA-256 of the key, as plugins do that use the helper of the SDK or of plugnpy.",
};

/** The key of `get`, `set` and `del` as it goes out. @throws UsageError when it is empty. */
export function keyOperand(args: ReadArguments): string {
  const key = args.operands[0] ?? "";
  if (key === "") throw new UsageError("the key is empty");
  if (!args.switches.has(hashKeyOption.name)) return key;
  return createHash("sha256").update(key).digest("hex");
}
