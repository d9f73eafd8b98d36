"""Prints the schema of OTLP as the package opentelemetry-proto has it: messages with their fields, and enums with their numbers."""

import json

from google.rpc import status_pb2
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2

messages, enums = {}, {}


def add(message):
    if message.full_name in messages:
        return
    messages[message.full_name] = {
        field.json_name: {"number": field.number, "type": field.type, "message": field.message_type and field.message_type.full_name}
        for field in message.fields
    }
    for field in message.fields:
        if field.message_type:
            add(field.message_type)
        if field.enum_type:
            enums.update({value.name: value.number for value in field.enum_type.values})


for file in (logs_service_pb2, metrics_service_pb2, trace_service_pb2, status_pb2):
    for message in file.DESCRIPTOR.message_types_by_name.values():
        add(message)

print(json.dumps({"messages": messages, "enums": enums}))
