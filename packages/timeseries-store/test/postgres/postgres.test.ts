import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { describeStoreContract } from "../contract/describe-store.js";
import { describeFailures } from "./failures.js";
import { givenServer } from "./given-server.js";
import { describeOpening } from "./opening.js";
import { TestDatabase } from "./test-database.js";
import { describeWrites } from "./writes.js";

// The suites are registered before a hook could start the server, so it is started here, once for all of them.
const server = await givenServer();

if (server === undefined) {
  process.stderr.write(
    "left out: tests of PostgreSQL (not installed here, no SIGNALBOX_TEST_POSTGRES_URL)\n",
  );
  test.skip("a store in PostgreSQL", () => undefined);
} else {
  describe("on a PostgreSQL server", () => {
    const database = new TestDatabase(server.url);
    beforeAll(() => database.create());
    afterAll(async () => {
      await database.drop();
      await server.close();
    });
    // Each run takes some dozen statements of upkeep, which are slow on small tables.
    describeStoreContract("PostgreSQL", () => database.openStore(), { propertyRuns: 5 });
    describeOpening(database);
    describeWrites(database);
    if (server.own !== undefined) describeFailures(server.own);
    else process.stderr.write("left out: tests that stop PostgreSQL (the server was given)\n");
  });
}
