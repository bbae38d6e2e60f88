import { describe, expect, test } from "@jest/globals";
import { aServer, closeAfterEach, MAX_HOT_BODY, TRANSPORTS } from "./support/a-server.js";

closeAfterEach();

const head = (length: number, expectation = "100-continue"): string =>
  `POST /echo HTTP/1.1\r\nHost: a\r\nExpect: ${expectation}\r\nContent-Length: ${length}\r\n\r\n`;

describe.each(TRANSPORTS)("a server that answers expectations, over %s", (transport) => {
  const start = () => aServer({ transport, answersExpect: true });

  test("tells a client that waits to send its body, then answers", async () => {
    const { connect } = await start();
    const client = (await connect()).send(head(3));
    expect(await client.reply({ isHead: true })).toMatchObject({ status: 100 });
    expect(await client.send("abc").reply()).toMatchObject({ status: 200, body: "abc" });
  });

  test("takes the body of a client that does not wait", async () => {
    const { connect } = await start();
    const client = (await connect()).send(`${head(3)}abc`);
    expect(await client.reply({ isHead: true })).toMatchObject({ status: 100 });
    expect(await client.reply()).toMatchObject({ status: 200, body: "abc" });
  });

  test("refuses a body that is too large before it is sent", async () => {
    const { connect } = await start();
    const client = (await connect()).send(head(MAX_HOT_BODY + 1));
    expect(await client.reply()).toMatchObject({ status: 413 });
  });

  test("refuses an expectation it does not know", async () => {
    const { connect } = await start();
    const client = (await connect()).send(head(3, "a miracle"));
    expect(await client.reply()).toMatchObject({ status: 417 });
  });
});
