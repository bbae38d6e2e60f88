# The same plugin on Python's standard library alone. Arguments: host, port, namespace, key.
import http.client
import json
import sys

host, port, namespace, key = sys.argv[1:]
connection = http.client.HTTPConnection(host, int(port), timeout=30)
body = json.dumps({"namespace": namespace, "key": key, "max_wait_time": 30})
connection.request("POST", "/get_data", body, {"Content-Type": "application/json"})
response = json.loads(connection.getresponse().read())
connection.close()
print(response["data"])
