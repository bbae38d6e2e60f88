import { describe, expect, test } from "@jest/globals";
import type { ErrorForm } from "../src/index.js";
import { aServer, closeAfterEach, request, TRANSPORTS } from "./support/a-server.js";

closeAfterEach();

const errorForm: ErrorForm = (error, status, target) => ({
  body: `${status} ${target} ${error.code}`,
  contentType: "text/plain",
  headers: ["X-Form", "own"],
});

describe.each(TRANSPORTS)("the form of errors over %s", (transport) => {
  const answerTo = async (bytes: string): Promise<string> => {
    const { connect } = await aServer({ transport, errorForm });
    const reply = await (await connect()).send(bytes).reply();
    expect(reply?.headers.get("content-type")).toBe("text/plain");
    return `${reply?.status ?? 0} [${reply?.headers.get("x-form") ?? ""}] ${String(reply?.body)}`;
  };

  test.each([
    ["a request that is refused unseen", "GET /a?b HTTP/1.1\r\n\r\n", "/a?b invalid_argument", 400],
    [
      "a body beyond the limit",
      request("POST", "/echo", { body: "x".repeat(1_001) }),
      "/echo item_too_large",
      413,
    ],
    ["a path nobody serves", request("GET", "/nowhere?x", {}), "/nowhere?x not_found", 404],
    ["bytes that are no request", "nonsense\r\n\r\n", " invalid_argument", 400],
  ])("is the caller's for %s", async (_name, bytes, text, status) => {
    expect(await answerTo(bytes)).toBe(`${status} [own] ${status} ${text}`);
  });

  test("is the caller's for what a hot handler throws, without the headers", async () => {
    expect(await answerTo(request("POST", "/fail", { body: "x" }))).toMatch(
      /^500 \[\] 500 {2}internal$/,
    );
  });
});
