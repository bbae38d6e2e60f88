// A plugin on the SDK: one get_data. Arguments: host, port, namespace, key.
import { CacheManagerClient } from "@signalbox/plugin-sdk";

const [host, port, namespace, key] = process.argv.slice(2);
const client = new CacheManagerClient(host, port, namespace);
const { data } = await client.getData(key);
client.close();
console.log(data);
