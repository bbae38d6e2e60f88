// The least a node:http server can do for the same exchange: read the body, answer fixed bytes. Plain JavaScript, so
// that nothing stands between it and Node. Arguments: the body to answer; "parse" to read the request's JSON as well.
import { createServer } from "node:http";

const reply = Buffer.from(process.argv[2] ?? "");
const isParsing = process.argv[3] === "parse";
const headers = { "Content-Type": "application/json", "Content-Length": reply.length };

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    if (isParsing) JSON.parse(body);
    response.writeHead(200, headers);
    response.end(reply);
  });
});
server.keepAliveTimeout = 600_000;
server.listen(0, "127.0.0.1", () => console.log(`ready ${server.address().port}`));
