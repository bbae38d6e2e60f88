# The same plugin on plugnpy. Arguments: host, port, namespace, key.
import sys

from plugnpy.cachemanager import CacheManagerClient

host, port, namespace, key = sys.argv[1:]
client = CacheManagerClient(host, int(port), namespace)
response = client.get_data(key)
client.close()
print(response["data"])
