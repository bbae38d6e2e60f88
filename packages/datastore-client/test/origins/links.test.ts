import { describe, expect, test } from "@jest/globals";
import { aClient, serve, serveJson } from "../hostile-server.js";
import { aNode } from "../replies.js";

describe("links in replies", () => {
  test("are followed within the store, whatever their path and encoding", async () => {
    const targets: string[] = [];
    const { url } = await serveJson((target) => {
      targets.push(target);
      return aNode("pc1:eth0");
    });
    const client = aClient({ url });
    for (const path of ["/nodes/pc1%3Aeth0", "/prefix/info/node/pc1:eth0"]) {
      expect(await client.infoAt(url + path)).toMatchObject({ kind: "object", id: "pc1:eth0" });
    }
    expect(targets).toEqual(["/nodes/pc1%3Aeth0", "/prefix/info/node/pc1:eth0"]);
  });

  test("lead to another host only when it is configured", async () => {
    const elsewhere = await serveJson(() => aNode("pc1"));
    const { url } = await serveJson(() => aNode("pc1"));
    const href = `${elsewhere.url}/info/node/pc1`;
    await expect(aClient({ url }).infoAt(href)).rejects.toMatchObject({
      code: "permission_denied",
      message: `${elsewhere.url} is not among the allowed origins`,
    });
    expect(elsewhere.connections()).toBe(0);
    const client = aClient({ url, allowedOrigins: [elsewhere.url] });
    expect(await client.infoAt(href)).toMatchObject({ kind: "object", id: "pc1" });
  });

  test.each([
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data",
    "urn:publicid:IDN+site.example.net+node+pc1",
    "//127.0.0.2/info/node/pc1",
    "https:///",
    "",
    "https://user:secret@127.0.0.1/",
    "gopher://127.0.0.1/",
    `https://127.0.0.1/${"x".repeat(10_000)}`,
  ])("%.40j is refused", async (href) => {
    const { url } = await serveJson(() => aNode("pc1"));
    const failure = await aClient({ url })
      .infoAt(href)
      .then(String, (error: unknown) => error);
    expect(failure).toMatchObject({ code: "permission_denied" });
    expect(failure).not.toHaveProperty("message", expect.stringContaining("secret"));
  });

  test.each(["/om/info/node/pc1", "info/node/pc1", "./nodes/../info/node/pc1"])(
    "%j without a host begins at the store",
    async (href) => {
      const { url } = await serveJson((target) =>
        target === "/om/info/node/pc1" ? aNode("pc1") : {},
      );
      const client = aClient({ url: `${url}/om` });
      expect(await client.infoAt(href)).toMatchObject({ kind: "object", id: "pc1" });
    },
  );

  test("plain HTTP is another origin than HTTPS, and a bare host means HTTPS", () => {
    const client = aClient({
      url: "https://a.example.net:4334",
      allowedOrigins: ["b.example.net"],
    });
    expect(client.resolve("http://a.example.net:4334/info/node/x").kind).toBe("refused");
    expect(client.resolve("https://b.example.net/info/node/x").kind).toBe("allowed");
    expect(client.resolve("http://b.example.net/info/node/x").kind).toBe("refused");
  });

  test.each(["", "https://a.example.net/path", "ftp://a.example.net", "https://u:p@a.example.net"])(
    "%j is no origin",
    (origin) => {
      expect(() => aClient({ url: "https://a.example.net", allowedOrigins: [origin] })).toThrow(
        expect.objectContaining({ code: "invalid_argument" }),
      );
    },
  );
});

describe("redirects", () => {
  test.each([301, 302, 307, 308])("with status %d are followed three times", async (status) => {
    const hops = await serve((request, response) => {
      const hop = Number(request.url?.slice(1)) || 0;
      if (hop < 3) response.writeHead(status, { Location: `/${hop + 1}` }).end();
      else response.end(JSON.stringify(aNode("pc1")));
    });
    const client = aClient({ url: hops.url });
    expect(await client.info("node", "pc1")).toMatchObject({
      kind: "object",
      url: `${hops.url}/3`,
    });
    expect(client.traffic.requests).toBe(4);
  });

  test("are not followed for ever", async () => {
    const { url } = await serve((_request, response) =>
      response.writeHead(302, { Location: "/again" }).end(),
    );
    await expect(aClient({ url }).info("node", "pc1")).rejects.toMatchObject({
      code: "upstream_failed",
      message: `GET ${url}/again: more than 3 redirects (maxRedirects)`,
    });
  });

  test.each(["http://169.254.169.254/", "file:///etc/passwd", "//127.0.0.2/", "ht!tp://x:y:z"])(
    "to %s are not followed",
    async (location) => {
      const { url } = await serve((_request, response) =>
        response.writeHead(301, { Location: location }).end(),
      );
      const failure = await aClient({ url })
        .info("node", "pc1")
        .then(String, (error: unknown) => error);
      expect(failure).toMatchObject({ code: "upstream_failed" });
    },
  );
});
