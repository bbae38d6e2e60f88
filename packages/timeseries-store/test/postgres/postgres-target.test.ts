import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { PostgresTarget } from "../../src/postgres/postgres-target.js";

const SECRET = "p%40ss?w&rd";

test.each([
  [
    "postgresql://user:secret@db.example.net:5433/metrics?password=secret",
    "db.example.net:5433/metrics",
  ],
  ["postgres://db.example.net/metrics", "db.example.net/metrics"],
  ["postgresql:///metrics?host=/run/postgresql&port=5433", "/run/postgresql:5433/metrics"],
  ["postgresql:///metrics", "localhost/metrics"],
])("%s is named without user and password", (url, name) => {
  expect(new PostgresTarget({ url }).name).toBe(name);
});

test.each([
  "",
  "nonsense secret",
  "mysql://user:secret@host/db",
  "postgresql://user:secret@host:x/",
])("%j is refused, and not repeated in the message", (url) => {
  expect(() => new PostgresTarget({ url })).toThrow(
    expect.objectContaining({
      code: "invalid_argument",
      message: expect.not.stringContaining("secret"),
    }),
  );
});

async function passwordOf(target: PostgresTarget): Promise<string | null> {
  return new URL(await target.connectionString()).searchParams.get("password");
}

test.each(["postgresql://user:other@host/db", "postgresql:///db?host=/run&user=u"])(
  "a password that is given goes with %s",
  async (url) => {
    expect(await passwordOf(new PostgresTarget({ url, password: SECRET }))).toBe(SECRET);
  },
);

test("a password is read from its file for each connection", async () => {
  const folder = await mkdtemp(join(tmpdir(), "password-"));
  const passwordFile = join(folder, "password");
  const target = new PostgresTarget({ url: "postgresql://user@host/db", passwordFile });
  await writeFile(passwordFile, `${SECRET}\r\nmore\n`);
  expect(await passwordOf(target)).toBe(SECRET);
  await writeFile(passwordFile, "new");
  expect(await passwordOf(target)).toBe("new");
  await rm(folder, { recursive: true });
  await expect(target.connectionString()).rejects.toMatchObject({ code: "invalid_argument" });
});
