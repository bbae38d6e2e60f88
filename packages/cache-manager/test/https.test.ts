import { once } from "node:events";
import { connect, type ConnectionOptions, type TLSSocket } from "node:tls";
import { beforeAll, describe, expect, test } from "@jest/globals";
import {
  aManager,
  atEnd,
  closeAfterEach,
  configOf,
  type TestManager,
} from "./support/a-manager.js";
import { TestCa, TlsFiles, type Identity } from "./support/certificates.js";
import { get, post, RawClient } from "./support/raw-client.js";

closeAfterEach();

const GET = post("/get_data", { namespace: "n", key: "k", max_wait_time: 30 });
const SET = post("/set_data", { namespace: "n", key: "k", data: "v" });
const LOCKED = '{"data":null,"lock":true,"expiry":0}';

let ca: TestCa;
let stranger: Identity;

beforeAll(async () => {
  ca = await TestCa.create();
  stranger = await (await TestCa.create("other authority")).issue();
});

type TlsClient = RawClient & { readonly tls: TLSSocket };

interface TlsManager extends TestManager {
  readonly files: TlsFiles;
  readonly open: (identity?: Identity) => Promise<TlsClient>;
}

async function aTlsManager(policy = "none"): Promise<TlsManager> {
  const files = await TlsFiles.create(await ca.issue("first"), ca.pem);
  const sets = [...files.sets, `https_server.client_certificate=${policy}`];
  const manager = await aManager({ sets });
  const url = manager.manager.urls[1] ?? "";
  const open = (identity?: Identity): Promise<TlsClient> =>
    openTls(url, { ca: ca.pem, ...identity });
  return { ...manager, files, open };
}

async function openTls(url: string, options: ConnectionOptions): Promise<TlsClient> {
  const port = Number(new URL(url).port);
  const socket = connect({ port, host: "127.0.0.1", servername: "localhost", ...options });
  atEnd(() => socket.destroy());
  await once(socket, "secureConnect");
  return Object.assign(new RawClient(socket), { tls: socket });
}

/** With TLS 1.3 a refusal reaches the client only after its own handshake has ended. */
async function isServed(manager: TlsManager, identity?: Identity): Promise<boolean> {
  try {
    const client = await manager.open(identity);
    return (await client.send(get("/livez")).reply())?.status === 200;
  } catch {
    return false;
  }
}

const servedName = async (manager: TlsManager): Promise<unknown> =>
  (await manager.open()).tls.getPeerCertificate().subject.CN;

test("both endpoints serve one cache and one set of locks", async () => {
  const manager = await aTlsManager();
  expect(manager.manager.urls.map((url) => new URL(url).protocol)).toEqual(["http:", "https:"]);
  const [plain, secure] = [await manager.connect(), await manager.open()];
  expect((await plain.ask(GET)).body).toBe(LOCKED);
  secure.send(GET);
  await manager.waiting();
  expect((await plain.ask(SET)).body).toBe('"ok"');
  expect((await secure.reply())?.body).toMatch('{"data":"v","lock":false');
});

test("a holder on HTTPS that dies passes its lock on", async () => {
  const manager = await aTlsManager();
  const [holder, waiter] = [await manager.open(), await manager.connect()];
  expect((await holder.ask(GET)).body).toBe(LOCKED);
  waiter.send(GET);
  await manager.waiting();
  holder.socket.destroy();
  expect((await waiter.reply())?.body).toBe(LOCKED);
});

describe("client certificates", () => {
  test.each([
    ["none", true, true],
    ["optional", true, false],
    ["required", false, false],
  ])("%s: none is accepted: %p, one of another authority: %p", async (policy, none, other) => {
    const manager = await aTlsManager(policy);
    expect(await isServed(manager)).toBe(none);
    expect(await isServed(manager, stranger)).toBe(other);
    expect(await isServed(manager, await ca.issue())).toBe(true);
  });

  test("the HTTP endpoint needs none", async () => {
    const { connect: connectPlain } = await aTlsManager("required");
    expect((await (await connectPlain()).ask(GET)).body).toBe(LOCKED);
  });
});

describe("TLS files", () => {
  test("that cannot be used prevent the start, and nothing keeps listening", async () => {
    const files = await TlsFiles.create({ cert: "no", key: "no" }, ca.pem);
    await expect(aManager({ sets: files.sets })).rejects.toMatchObject({
      code: "invalid_argument",
      message: expect.stringContaining("cert.pem") as unknown,
    });
  });

  test("are read again by a reload, connections stay", async () => {
    const manager = await aTlsManager();
    const before = await manager.open();
    await before.ask(GET);
    await manager.files.write(await ca.issue("second"), ca.pem);
    expect(await manager.manager.reload(manager.config)).toEqual([]);
    expect(await servedName(manager)).toBe("second");
    expect((await before.ask(SET)).body).toBe('"ok"');
  });

  test("that have become unusable keep the old ones, and the old everything", async () => {
    const manager = await aTlsManager();
    await manager.files.write({ cert: "no", key: "no" }, ca.pem);
    const key = Buffer.alloc(16, 7).toString("base64");
    const changed = await configOf([...manager.files.sets, `http_server.encryption.keys.0=${key}`]);
    await expect(manager.manager.reload(changed)).rejects.toMatchObject({
      code: "invalid_argument",
    });
    expect(await servedName(manager)).toBe("first");
    expect((await (await manager.connect()).ask(GET)).body).toBe(LOCKED);
  });
});
