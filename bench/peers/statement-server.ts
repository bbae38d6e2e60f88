// Answers /data in the way of the original datastore: a statement for each event and object, another one for each series'
// subject, the whole reply made in memory; over node:https with client certificates and nothing around it. Arguments: PEM
// files of certificate, key and authorities; "postgres" and a URL, or "store" and the file of an embedded store.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { openStatements, type Asked } from "./statements.js";

const PREFIX = "ops_monitoring:";
const SCHEMA = "http://www.gpolab.bbn.com/monitoring/schema/20151105/data#";
const [certFile = "", keyFile = "", caFile = "", kind = "", where = ""] = process.argv.slice(2);

/** The filters of a query, as a client writes them. */
interface Filters {
  readonly eventType: readonly string[];
  readonly ts: { readonly gte: number; readonly lt: number };
  readonly obj: { readonly type: string; readonly id: readonly string[] };
}

async function main(): Promise<void> {
  const statements = await openStatements(kind, where);
  const answer = async (target: string): Promise<Buffer> => {
    const text = new URL(target, "https://localhost").searchParams.get("q") ?? "";
    // Our own load writes it.
    const { filters } = JSON.parse(text) as { filters: Filters };
    const items: object[] = [];
    const { eventType, ts, obj } = filters;
    await statements.session(async (session) => {
      for (const name of eventType) {
        for (const objectId of obj.id) {
          const event = name.slice(PREFIX.length);
          const asked: Asked = { event, objectId, fromUs: ts.gte, beforeUs: ts.lt };
          const tsdata = await session.points(asked);
          if (tsdata.length === 0) continue;
          const subject = await session.subject(objectId);
          items.push(itemOf({ name, event, objectId, type: obj.type, subject, tsdata }));
        }
      }
    });
    return Buffer.from(JSON.stringify(items));
  };
  listen(answer);
}

function itemOf(series: {
  name: string;
  event: string;
  objectId: string;
  type: string;
  subject: string | undefined;
  tsdata: readonly object[];
}): object {
  const { name, event, objectId, type, subject, tsdata } = series;
  return {
    $schema: SCHEMA,
    id: `${event}:${objectId}`,
    subject,
    eventType: name,
    description: `${name} for ${objectId} of type ${type}`,
    units: "percent",
    tsdata,
  };
}

function listen(answer: (target: string) => Promise<Buffer>): void {
  const [cert, key, ca] = [certFile, keyFile, caFile].map((file) => readFileSync(file));
  const options = { cert, key, ca, requestCert: true, rejectUnauthorized: true };
  const server = createServer(options, (request, response) => {
    void answer(request.url ?? "").then((body) => {
      response.writeHead(200, {
        "Content-Type": "application/json",
        "Content-Length": body.length,
      });
      response.end(body);
    });
  });
  server.keepAliveTimeout = 600_000;
  server.listen(0, "127.0.0.1", () => {
    // The address of a listening TCP server.
    console.log(`ready ${(server.address() as AddressInfo).port}`);
  });
}

void main();
