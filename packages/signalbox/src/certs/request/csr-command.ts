import { webcrypto } from "node:crypto";
import { join } from "node:path";
import { exitCode, requiredOption, textOption } from "@signalbox/command-line";
import { writeNewFiles } from "../files/new-files.js";
import { checkedEmail, requestedNames } from "../identity/identity-names.js";
import { urnFrom } from "../identity/identity-urn.js";
import { nameOf } from "../issue/issue-certificate.js";
import { baseNameFrom, commonName, dirFrom } from "../issue/issue-options.js";
import { makeKeyPair, privateKeyPem } from "../issue/key-pair.js";
import {
  Pkcs10CertificateRequestGenerator,
  SubjectAlternativeNameExtension,
  type JsonGeneralName,
} from "../issue/x509.js";
import { simpleCommand } from "../simple-command.js";
import { csrSpec } from "./csr-spec.js";

/** `signalbox certs csr`. */
export const csrCommand = simpleCommand(csrSpec, async (args, { say }) => {
  const name = commonName(requiredOption(args, "name").trim(), "name");
  const urn = args.options.has("authority") ? urnFrom(args, "tool") : undefined;
  const email = checkedEmail(textOption(args, "email"));
  const base = join(dirFrom(args), baseNameFrom(args, `request-${name}`));
  const keys = await makeKeyPair(args.switches.has("ec") ? "ec" : "rsa");
  const request = await requestFor(name, requestedNames({ urn, email }), keys);
  await writeNewFiles(
    [
      { path: `${base}.key`, text: await privateKeyPem(keys), kind: "secret" },
      { path: `${base}.csr`, text: request, kind: "public" },
    ],
    { force: args.switches.has("force") },
  );
  say(`${base}.csr  request, to be sent to the authority`);
  say(`${base}.key  private key, for its owner alone; do not send it`);
  if (urn !== undefined) say(`asks for ${urn}`);
  return exitCode.ok;
});

async function requestFor(
  name: string,
  names: JsonGeneralName[],
  keys: webcrypto.CryptoKeyPair,
): Promise<string> {
  const request = await Pkcs10CertificateRequestGenerator.create(
    {
      name: nameOf(name),
      keys,
      signingAlgorithm: { name: keys.privateKey.algorithm.name, hash: "SHA-256" },
      extensions: names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)],
    },
    webcrypto,
  );
  return `${request.toString("pem")}\n`;
}
