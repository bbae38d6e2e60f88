import { AppError } from "@signalbox/errors";

/** Our own store failed, not the one that is polled: nobody else is to blame, and nothing was acknowledged. */
export class OwnStoreError extends Error {
  override readonly name = "OwnStoreError";

  constructor(readonly error: AppError) {
    super(error.message, { cause: error });
  }
}

/** @throws OwnStoreError for whatever `work` rejects with */
export async function inOwnStore<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (reason) {
    throw new OwnStoreError(AppError.from(reason));
  }
}
