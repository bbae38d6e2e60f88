// The least a node:http server can do for a redirect: answer fixed header fields and no body. Plain JavaScript, so that
// nothing stands between it and Node. Argument: the header fields as a JSON object.
import { createServer } from "node:http";

const headers = JSON.parse(process.argv[2] ?? "{}");

const server = createServer((request, response) => {
  response.writeHead(302, headers);
  response.end();
});
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
