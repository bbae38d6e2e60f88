import { expect, test } from "@jest/globals";
import { loadDriver, type DriverPackages } from "../../src/postgres/load-driver.js";

const missing = () => Promise.reject(new Error("Cannot find package"));

test("the two packages are brought in when they are needed", async () => {
  const driver = await loadDriver();
  expect(typeof driver.Client).toBe("function");
  expect(typeof driver.copyFrom).toBe("function");
});

test.each<[string, Partial<DriverPackages>]>([
  ["pg", { pg: missing }],
  ["pg-copy-streams", { copyStreams: missing }],
])("the error tells to install %s when it is absent", async (name, absent) => {
  const { Client, types, copyFrom } = await loadDriver();
  const packages = {
    pg: () => Promise.resolve({ Client, types }),
    copyStreams: () => Promise.resolve({ from: copyFrom }),
    ...absent,
  };
  await expect(loadDriver(packages)).rejects.toMatchObject({
    code: "invalid_argument",
    message: `storing in PostgreSQL needs the package ${name}: npm install pg pg-copy-streams`,
  });
});
