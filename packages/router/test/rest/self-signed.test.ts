import { X509Certificate } from "node:crypto";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { expect, test } from "@jest/globals";
import { systemClock } from "@signalbox/clock";
import { makeSelfSigned } from "../../src/rest/self-signed.js";
import { cleanUpAfterEach, scratchDirectory } from "../support/scratch.js";

cleanUpAfterEach();

test("a certificate and key are made once, usable, for this machine's names, the key for its owner alone", async () => {
  const folder = join(await scratchDirectory(), "state");
  const options = {
    certFile: join(folder, "rest.crt"),
    keyFile: join(folder, "rest.key"),
    hostname: "router-1.example.net",
    clock: systemClock,
  };
  expect(await makeSelfSigned(options)).toBe(true);
  const cert = await readFile(options.certFile);
  const key = await readFile(options.keyFile);
  expect(() => createSecureContext({ cert, key })).not.toThrow();
  expect((await stat(options.keyFile)).mode & 0o777).toBe(0o600);
  const certificate = new X509Certificate(cert);
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect(certificate.checkHost("router-1.example.net")).toBe("router-1.example.net");
  expect(certificate.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(await makeSelfSigned(options)).toBe(false);
  expect(await readFile(options.certFile)).toEqual(cert);
});

test("a folder that cannot be made is named", async () => {
  const file = join(await scratchDirectory(), "file");
  await writeFile(file, "");
  const options = {
    certFile: join(file, "a.crt"),
    keyFile: join(file, "a.key"),
    hostname: "h",
    clock: systemClock,
  };
  await expect(makeSelfSigned(options)).rejects.toThrow(
    /^a certificate cannot be made as .*a.crt$/,
  );
});
