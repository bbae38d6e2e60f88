import { AppError } from "@signalbox/errors";
import type { CheckReport } from "../timeseries-store.js";
import { copyStore } from "./copy-store.js";
import { runSideJob } from "./store-worker.js";

/**
 * Looks at every page and every chunk of a store's file, also while another process has it open.
 *
 * @throws AppError `invalid_argument` when the file cannot be opened or is no store
 */
export async function checkSqliteFile(file: string): Promise<CheckReport> {
  const found = await runSideJob({ job: "check", file, target: "" });
  if (!Array.isArray(found)) throw new AppError("internal", "the check of the store said nothing");
  return { problems: found.map(String) };
}

/**
 * Copies a store's file as it is at this moment, also while another process has it open and writes.
 *
 * @param target a new file; it appears when it is whole and on the disk
 * @throws AppError `invalid_argument` when the target exists or cannot be made, or the file is no store
 */
export function copySqliteFile(file: string, target: string): Promise<void> {
  return copyStore(file, target);
}
