import { beforeAll, expect, test } from "@jest/globals";
import { createServer, type TlsOptions } from "node:tls";
import { clientFixture, miss, ok } from "./client-fixture.js";
import { hangUp, startStub, type Answer, type StubServer } from "./stub-server.js";
import { createIdentity } from "./tls-identity.js";

const { aClient, closing } = clientFixture();
let identity: { cert: string; key: string };
beforeAll(async () => {
  identity = await createIdentity();
});

async function aTlsStub(answers: readonly Answer[], more: TlsOptions = {}): Promise<StubServer> {
  return closing(
    await startStub(answers, (onSocket) => createServer({ ...identity, ...more }, onSocket)),
  );
}

test("with the authority's certificate the client talks TLS on one kept-alive connection", async () => {
  const stub = await aTlsStub([miss, ok]);
  const client = aClient(stub, { ca: identity.cert });

  expect(await client.getData("k")).toMatchObject({ lock: true });
  expect(await client.setData("k", "1")).toBe("ok");
  expect(stub.connections()).toBe(1);
});

test("an unknown authority is refused before anything is sent", async () => {
  const stub = await aTlsStub([miss]);

  const call = aClient(stub, { https: true }).getData("k");

  await expect(call).rejects.toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
  expect(stub.requests).toHaveLength(0);
});

test("rejectUnauthorized false accepts any certificate", async () => {
  const stub = await aTlsStub([miss]);

  const client = aClient(stub, { https: true, rejectUnauthorized: false });

  expect(await client.getData("k")).toMatchObject({ lock: true });
});

test("a server that asks for a client certificate gets it", async () => {
  const stub = await aTlsStub([miss], { requestCert: true, ca: identity.cert });

  expect(await aClient(stub, { ca: identity.cert, ...identity }).getData("k")).toMatchObject({
    lock: true,
  });
});

test("the rules for sending again are the same: not a byte of a reply may have come", async () => {
  const cutOff: Answer = (socket) => socket.end("H");
  const stub = await aTlsStub([hangUp, miss, cutOff]);
  const client = aClient(stub, { ca: identity.cert });

  expect(await client.getData("k")).toMatchObject({ lock: true });
  await expect(client.getData("k")).rejects.toThrow("in the middle of the reply");
  expect(stub.requests).toHaveLength(3);
});
