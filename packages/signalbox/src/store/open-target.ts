import { existsSync } from "node:fs";
import type { Clock } from "@signalbox/clock";
import { textOption, UsageError, type ReadArguments } from "@signalbox/command-line";
import {
  openPostgresStore,
  openSqliteStore,
  type TimeseriesStore,
} from "@signalbox/timeseries-store";

const SERVER = /^postgres(?:ql)?:\/\//;

export const isServer = (target: string): boolean => SERVER.test(target);

/** @throws UsageError when there is no such file: opening would make one, and a mistyped name would be a store that is well */
export function requireFile(file: string): void {
  if (isServer(file)) throw new UsageError(`${file.split(":")[0]} is a server, a file is needed`);
  if (!existsSync(file)) throw new UsageError(`${file}: there is no such file`);
}

/**
 * Opens the store that the first operand names: a file, or a `postgresql://` URL.
 *
 * @throws UsageError, AppError as the back ends do
 */
export function openTarget(
  args: ReadArguments,
  { clock, mayMake }: { readonly clock: Clock; readonly mayMake: boolean },
): Promise<TimeseriesStore> {
  const [target = ""] = args.operands;
  if (isServer(target)) return openServer(target, args, clock);
  if (!mayMake) requireFile(target);
  return openSqliteStore({ file: target, clock });
}

function openServer(url: string, args: ReadArguments, clock: Clock): Promise<TimeseriesStore> {
  const schema = textOption(args, "schema");
  const passwordFile = textOption(args, "password-file");
  return openPostgresStore({
    url,
    clock,
    ...(schema !== undefined && { schema }),
    ...(passwordFile !== undefined && { passwordFile }),
  });
}
