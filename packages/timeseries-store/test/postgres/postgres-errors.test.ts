import { expect, test } from "@jest/globals";
import { AppError } from "@signalbox/errors";
import {
  fromPostgres,
  isUniqueViolation,
  isWorthRepeating,
  sqlState,
} from "../../src/postgres/postgres-errors.js";

const sent = (code: string) =>
  Object.assign(new Error("SQL and secret values"), { code, severity: "ERROR" });

test.each([
  ["53100", "storage_full"],
  ["53300", "unavailable"],
  ["57P01", "unavailable"],
  ["57P03", "unavailable"],
  ["57014", "upstream_timeout"],
  ["40P01", "unavailable"],
  ["28P01", "permission_denied"],
  ["3D000", "invalid_argument"],
  ["54000", "invalid_argument"],
  ["25006", "unavailable"],
  ["42P01", "internal"],
])("SQLSTATE %s is %s, without the server's words", (state, code) => {
  const error = fromPostgres(sent(state), "host/db");
  expect(error).toMatchObject({ code, cause: { code: state } });
  expect(error.message).toContain("host/db");
  expect(error.message).not.toContain("secret");
  expect(sqlState(error)).toBe(state);
});

test.each([
  [Object.assign(new Error("connect"), { code: "ECONNREFUSED" }), "ECONNREFUSED"],
  [Object.assign(new Error("write"), { code: "EPIPE" }), "EPIPE"],
  [new Error("Connection terminated unexpectedly"), "the connection is lost"],
])("a broken connection (%s) is unavailable", (reason, text) => {
  const error = fromPostgres(reason, "host/db");
  expect(error).toMatchObject({
    code: "unavailable",
    message: `PostgreSQL at host/db cannot be reached: ${text}`,
  });
  expect(sqlState(error)).toBeUndefined();
});

test("what is told already stays as it is", () => {
  const error = new AppError("conflict", "x");
  expect(fromPostgres(error, "host/db")).toBe(error);
});

test("deadlocks may be repeated, a key that is there already may not", () => {
  expect(isWorthRepeating(fromPostgres(sent("40P01"), "h"))).toBe(true);
  expect(isWorthRepeating(fromPostgres(sent("23505"), "h"))).toBe(false);
  expect(isUniqueViolation(fromPostgres(sent("23505"), "h"))).toBe(true);
  expect(isUniqueViolation(new Error("23505"))).toBe(false);
});
