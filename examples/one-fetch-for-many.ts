// Ten callers want the same inventory at the same moment. One fetches it, nine wait and get the same answer.
// In production the server is a process of its own and every caller a plugin; here all share this process.
import { cacheManagerSchema, startCacheManager } from "@signalbox/cache-manager";
import { loadConfig } from "@signalbox/config";
import { CacheManagerClient } from "@signalbox/plugin-sdk";
import { MemoryLogger } from "@signalbox/telemetry/testing";

const { value: config } = await loadConfig({
  schema: cacheManagerSchema,
  service: "cache-manager",
  sets: ["http_server.port=0"],
});
const server = await startCacheManager({ config, log: new MemoryLogger() });
const { hostname, port } = new URL(server.url);
let fetches = 0;

async function caller(name: number): Promise<string> {
  const client = new CacheManagerClient(hostname, port, "example");
  const { data, lock } = await client.getData("inventory", { maxWaitTime: 30 });
  if (lock) {
    fetches++;
    await client.setData("inventory", JSON.stringify(["router", "switch"]), { ttl: 300 });
  }
  client.close();
  return lock ? `${name} fetched` : `${name} was given ${String(data)}`;
}

const outcomes = await Promise.all(Array.from({ length: 10 }, (_, i) => caller(i)));
await server.close();
console.log(outcomes[0]);
console.log(outcomes[9]);
console.log(`fetches: ${fetches}`);

// Output:
// 0 fetched
// 9 was given ["router","switch"]
// fetches: 1
