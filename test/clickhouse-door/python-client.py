"""Asks the ClickHouse door with clickhouse-connect. Reads one JSON job on stdin, prints one JSON object."""
import datetime
import json
import sys

import clickhouse_connect
from clickhouse_connect.driver.exceptions import DatabaseError


def attempt(run):
    try:
        return run()
    except DatabaseError as error:
        return {"code": error.code, "error": str(error)}


def main():
    job = json.load(sys.stdin)
    found = {}
    opened = attempt(lambda: clickhouse_connect.get_client(
        host="127.0.0.1", port=job["port"], username=job["user"], password=job["password"],
        database="plainsight", compress=job["compress"]))
    if isinstance(opened, dict):
        print(json.dumps({"refused": opened}))
        return
    client = opened
    found["version"] = client.server_version
    found["timezone"] = str(client.server_tz)
    found["ping"] = client.ping()
    spans = client.query(
        "SELECT Timestamp, SpanName, SpanAttributes, Duration, ServiceName FROM otel_traces "
        "WHERE ServiceName = {service:String} ORDER BY Timestamp LIMIT 3",
        parameters={"service": "shop"})
    found["columns"] = list(spans.column_names)
    found["types"] = [column.name for column in spans.column_types]
    found["first"] = [str(value) for value in spans.result_rows[0]]
    found["rows"] = len(spans.result_rows)
    found["empty"] = client.query("SELECT SpanName FROM otel_traces WHERE 0").result_rows
    found["columns_only"] = list(client.query("SELECT SpanName, Duration FROM otel_traces LIMIT 0").column_names)
    found["command"] = client.command("SELECT count() FROM otel_traces")
    with client.query_row_block_stream("SELECT number, repeat('x', 100) FROM numbers(200000)") as stream:
        found["streamed"] = sum(len(block) for block in stream)
    found["raw"] = client.raw_query("SELECT 1 AS one", fmt="JSONEachRow").decode()
    found["settings"] = client.query("SELECT 1", settings={"max_execution_time": 5}).result_rows
    found["times"] = [str(value) for value in client.query(
        "SELECT {at:DateTime64(3)}, {list:Array(String)}",
        parameters={"at": datetime.datetime(2026, 11, 22, 10, 0, 0, 123000), "list": ["it's", "b"]}).result_rows[0]]
    found["fault"] = attempt(lambda: client.query("SELECT nothing FROM otel_traces").result_rows)
    found["refusal"] = attempt(lambda: client.query("SELECT * FROM file('/etc/passwd')").result_rows)
    found["insert"] = attempt(lambda: client.insert(
        "otel_logs", [[datetime.datetime.now(datetime.timezone.utc), "written by Python", "till"]],
        column_names=["Timestamp", "Body", "ServiceName"]).written_rows)
    print(json.dumps(found))


main()
