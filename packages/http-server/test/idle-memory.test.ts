import { describe, expect, test } from "@jest/globals";
import type { HotReply } from "../src/index.js";
import { aServer, closeAfterEach, request, TRANSPORTS } from "./support/a-server.js";
import { liveBytes } from "./support/collect-garbage.js";

closeAfterEach();

const CONNECTIONS = 50;
const BODY_BYTES = 400_000;
/** So much arrives in one piece. */
const ONE_PIECE_BYTES = 50_000;

describe.each(TRANSPORTS)("idle connections over %s", (transport) => {
  test.each(["/hot", "/app"])(
    "that each sent %s a large body and got a large reply keep neither",
    async (path) => {
      const { connect } = await aServer({
        transport,
        hot: {
          claims: (_method, target) => target === "/hot",
          maxBodyBytes: BODY_BYTES,
          handle: (_method, _path, body, reply) => {
            reply.send(200, Buffer.alloc(body.length, "r"));
            return true;
          },
        },
        routes: (app) =>
          app.post("/app", (req, res) => {
            const body = req.body as Buffer;
            res.end(Buffer.alloc(body.length, "r"));
          }),
      });
      const before = await liveBytes();
      const clients = await Promise.all(Array.from({ length: CONNECTIONS }, connect));
      for (const client of clients) {
        client.send(request("POST", path, { body: "x".repeat(BODY_BYTES) }));
        expect((await client.reply())?.body.length).toBe(BODY_BYTES);
      }
      const after = await liveBytes();
      expect(after.buffers - before.buffers).toBeLessThan((CONNECTIONS * BODY_BYTES) / 10);
    },
  );
});

test.each(TRANSPORTS)(
  "a reply parked over %s does not keep the body of its request",
  async (transport) => {
    const parked: HotReply[] = [];
    const { connect } = await aServer({
      transport,
      hot: {
        claims: () => true,
        maxBodyBytes: ONE_PIECE_BYTES,
        handle: (_method, target, _body, reply) => {
          if (target === "/park") parked.push(reply);
          else reply.send(200, "");
          return true;
        },
      },
    });
    const before = await liveBytes();
    const other = await connect();
    const clients = await Promise.all(Array.from({ length: CONNECTIONS }, connect));
    for (const client of clients)
      client.send(request("POST", "/park", { body: "x".repeat(ONE_PIECE_BYTES) }));
    while (parked.length < CONNECTIONS) await other.send(request("GET", "/")).reply();
    const after = await liveBytes();
    expect(after.buffers - before.buffers).toBeLessThan((CONNECTIONS * ONE_PIECE_BYTES) / 10);
  },
);

test("the start of a next request does not keep the large one before it", async () => {
  const { connect } = await aServer({
    hot: {
      claims: () => true,
      maxBodyBytes: BODY_BYTES,
      handle: (_method, _path, _body, reply) => {
        reply.send(200, "");
        return true;
      },
    },
  });
  const before = await liveBytes();
  const clients = await Promise.all(Array.from({ length: CONNECTIONS }, connect));
  for (const client of clients) {
    client.send(`${request("POST", "/hot", { body: "x".repeat(BODY_BYTES) })}P`);
    await client.reply();
  }
  const after = await liveBytes();
  expect(after.buffers - before.buffers).toBeLessThan((CONNECTIONS * BODY_BYTES) / 10);
});
