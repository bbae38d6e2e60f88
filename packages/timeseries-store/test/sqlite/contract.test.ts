import { afterAll } from "@jest/globals";
import { describeStoreContract } from "../contract/describe-store.js";
import { ReusedStores } from "./reused-stores.js";

const stores = new ReusedStores();
afterAll(() => stores.dispose());

describeStoreContract("a file", () => stores.open());
