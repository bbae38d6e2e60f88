const PREFIX = "result ";

/** Hands a worker's result to the process that started it. */
export function tellResult(result: object): void {
  process.stdout.write(`${PREFIX}${JSON.stringify(result)}\n`);
}

export const RESULT_LINE = new RegExp(`^${PREFIX}(.*)$`);
