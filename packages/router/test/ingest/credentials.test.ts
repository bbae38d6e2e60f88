import { expect, test } from "@jest/globals";
import { CredentialCheck } from "../../src/ingest/credentials.js";
import { cleanUpAfterEach } from "../support/scratch.js";
import { aGuard, anIngest, API_KEY, send, serveIngest, serveRest } from "./ingest-fixture.js";

cleanUpAfterEach();

const LINE = "mem,host=a used=1i\n";
const SECRET = "s3cret-token";
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString("base64")}`;

test.each(["/write", "/api/v2/write", "/telegraf", "/query?q=CREATE%20DATABASE%20x"])(
  "%s asks for no credentials when no token is set, whatever is sent",
  async (path) => {
    const url = await serveIngest(anIngest());
    for (const headers of [{}, { Authorization: "Token " }, { Authorization: "nonsense" }]) {
      const { status } = await send(url + path, { headers, body: LINE });
      expect(status).toBeLessThan(300);
    }
  },
);

test.each([
  `Token ${SECRET}`,
  `token  ${SECRET}`,
  `Token agent:${SECRET}`,
  basic(`agent:${SECRET}`),
])("%s opens the door", async (authorization) => {
  const credentials = { username: "agent", token: SECRET };
  const url = await serveIngest(anIngest(), { credentials });
  for (const path of ["/write", "/api/v2/write", "/telegraf"]) {
    const headers = { Authorization: authorization };
    expect((await send(url + path, { headers, body: LINE })).status).toBe(204);
  }
});

test.each([
  [[], "header Authorization is missing, send 'Token <token>' or Basic"],
  [["Token"], "the token in header Authorization is empty"],
  [["Token wrong"], "the token in header Authorization is wrong"],
  [[`Token other:${SECRET}`], "the token in header Authorization is wrong"],
  [[`Bearer ${SECRET}`], "header Authorization is neither 'Token <token>' nor Basic"],
  [[basic("agent:wrong")], "user or password in header Authorization is wrong"],
  [[basic(SECRET)], "user or password in header Authorization is wrong"],
  [[`Token ${SECRET}`, "Token wrong"], "header Authorization was sent more than once"],
])("%j is refused, and the reply says what was wrong with it", (given, fault) => {
  const check = new CredentialCheck({ username: "agent", token: SECRET });
  expect(check.fault(given)).toBe(fault);
});

test("without a user name of ours any user may come with the token as password", () => {
  const check = new CredentialCheck({ username: "", token: SECRET });
  expect(check.fault([basic(`anybody:${SECRET}`)])).toBeUndefined();
  expect(check.fault([`Token :${SECRET}`])).toBeUndefined();
  expect(check.fault([basic("anybody:wrong")])).toBeDefined();
});

test("a token with colons in it is a token", () => {
  const check = new CredentialCheck({ username: "agent", token: "a:b:c" });
  expect(check.fault(["Token a:b:c"])).toBeUndefined();
  expect(check.fault([basic("agent:a:b:c")])).toBeUndefined();
});

test("a stranger is answered 401 in the words of its protocol, counted, and named once a minute", async () => {
  const ingest = anIngest();
  const url = await serveIngest(ingest, { credentials: { username: "", token: SECRET } });
  const headers = { Authorization: "Token guessed-wrongly" };
  const text = "the token in header Authorization is wrong";
  const v1 = await send(`${url}/write`, { headers, body: LINE });
  const v2 = await send(`${url}/api/v2/write`, { headers, body: LINE });
  await send(`${url}/telegraf`, { headers, body: "{}" });
  expect([v1.status, JSON.parse(v1.body)]).toEqual([401, { error: text }]);
  expect([v2.status, JSON.parse(v2.body)]).toMatchObject([
    401,
    { code: "unauthorized", message: text },
  ]);
  expect(ingest.counts.authFailures).toBe(3);
  expect(ingest.counts.refusedPeers).toMatchObject([{ peer: "127.0.0.1", refusals: 3 }]);
  expect(ingest.events).toHaveLength(1);
  ingest.clock.advance(60_000);
  await send(`${url}/write`, { headers, body: LINE });
  expect(ingest.events[1]?.fields).toEqual({ peer: "127.0.0.1", unsaid: 2 });
  expect(JSON.stringify([ingest.events, v1, v2])).not.toContain("guessed-wrongly");
});

test("the REST port wants its API key, exactly once", async () => {
  const ingest = anIngest();
  const url = `${await serveRest(ingest)}/v2/timestamped_selection_input`;
  const body = '{"h":{"a":1}}';
  const given = [{}, { "X-API-Key": "wrong" }, { "X-API-Key": [API_KEY, API_KEY] }];
  const bodies = new Set<string>();
  for (const headers of given) {
    const reply = await send(url, { headers, body });
    expect(reply.status).toBe(401);
    expect(reply.headers["access-control-allow-origin"]).toBe("*");
    bodies.add(reply.body);
  }
  expect([...bodies]).toEqual(['"X-API-Key is missing or wrong"']);
  expect(ingest.input.at(["h"])).toBeUndefined();
  expect((await send(url, { headers: { "x-api-key": API_KEY }, body })).status).toBe(204);
});

test("an exempt peer needs no key, but a page shown in its browser does", async () => {
  const ingest = anIngest();
  const guard = aGuard(ingest, true);
  const url = `${await serveRest(ingest, { guard })}/v1/timestamped_selection_input`;
  expect((await send(url, { body: "{}" })).status).toBe(204);
  for (const name of ["Origin", "Sec-Fetch-Site", "X-Forwarded-For", "Via"]) {
    const headers = { [name]: "stranger.example" };
    expect((await send(url, { headers, body: "{}" })).status).toBe(401);
  }
});

test("a peer with too many wrong keys is told to wait", async () => {
  const ingest = anIngest();
  const url = `${await serveRest(ingest)}/v1/timestamped_selection_input`;
  const wrong = { headers: { "X-API-Key": "wrong" }, body: '{"h":{"a":1}}' };
  const statuses = new Set<number>();
  for (let tries = 0; tries < 30; tries++) statuses.add((await send(url, wrong)).status);
  expect([...statuses]).toEqual([401, 429]);
  expect(Number((await send(url, wrong)).headers["retry-after"])).toBeGreaterThan(0);
  expect((await send(url, { headers: { "X-API-Key": API_KEY }, body: "{}" })).status).toBe(204);
  expect(ingest.counts.authFailures).toBe(31);
  expect(ingest.input.at(["h"])).toBeUndefined();
});
