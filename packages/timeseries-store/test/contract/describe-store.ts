import { describe } from "@jest/globals";
import { describeHistories } from "./histories.js";
import { describeInfo } from "./info.js";
import { describeInjection } from "./injection.js";
import type { ContractOptions, OpenStore } from "./opened-store.js";
import { describeSeriesCatalogue } from "./series-catalogue.js";
import { describeSeriesReads } from "./series-reads.js";
import { describeSeriesWrites } from "./series-writes.js";
import { describeTransfer } from "./transfer.js";
import { describeUpkeep } from "./upkeep.js";
import { describeValues } from "./values.js";

/**
 * What every back end must do, whatever it is made of.
 *
 * @param openStore Makes an empty store; called once or more by each test, which disposes of what it got.
 */
export function describeStoreContract(
  name: string,
  openStore: OpenStore,
  options: ContractOptions = {},
): void {
  describe(`a store in ${name}`, () => {
    describeSeriesWrites(openStore);
    describeSeriesReads(openStore);
    describeSeriesCatalogue(openStore);
    describeInfo(openStore);
    describeValues(openStore);
    describeInjection(openStore);
    describeUpkeep(openStore);
    describeTransfer(openStore);
    describeHistories(openStore, options);
  });
}
