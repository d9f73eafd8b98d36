"""A program under OpenTelemetry's SDK for Python, with fixed ids and times. Arguments: endpoint, protobuf or json."""

import sys

from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import SimpleLogRecordProcessor
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

endpoint, encoding = sys.argv[1:3]
if encoding == "json":
    from opentelemetry.exporter.otlp.json.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.json.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.json.http.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
    from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter


class FixedIds(IdGenerator):
    spans = 0

    def generate_trace_id(self):
        return 0x4BF92F3577B34DA6A3CE929D0E0E4737

    def generate_span_id(self):
        self.spans += 1
        return self.spans


NOW = 1_795_324_206_000_000_000
resource = Resource({"service.name": "kitchen", "host.ip": "203.0.113.9"})

tracers = TracerProvider(resource=resource, id_generator=FixedIds())
tracers.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=f"{endpoint}/v1/traces")))
tracer = tracers.get_tracer("kitchen", "0.9")
span = tracer.start_span(
    "cook",
    kind=SpanKind.SERVER,
    start_time=NOW,
    attributes={
        "user_agent.original": "python-requests/2.31.0",
        "http.url": "http://kitchen.test/cook?dish=soup",
        "net.peer.ip": "203.0.113.7",
        "largest": 9223372036854775807,
        "share": 0.1,
        "whole": 3.0,
        "done": True,
        "steps": ["boil", "serve"],
    },
)
try:
    raise ValueError("no stove at 203.0.113.7 for ann@example.com")
except ValueError as error:
    span.record_exception(error, timestamp=NOW + 5)
span.set_status(Status(StatusCode.ERROR, "burnt"))
span.end(NOW + 2_000_000)

loggers = LoggerProvider(resource=resource)
loggers.add_log_record_processor(SimpleLogRecordProcessor(OTLPLogExporter(endpoint=f"{endpoint}/v1/logs")))
for body in ("order of ann@example.com", {"dish": "soup", "hot": True, "token": "abc", "n": [1, 2.5]}):
    loggers.get_logger("kitchen").emit(
        LogRecord(
            timestamp=NOW,
            observed_timestamp=NOW + 1,
            context=set_span_in_context(span),
            severity_number=SeverityNumber.ERROR,
            severity_text="ERROR",
            body=body,
            attributes={"station": 4},
        )
    )

exporter = OTLPMetricExporter(endpoint=f"{endpoint}/v1/metrics")
views = [View(instrument_name="heat", aggregation=ExponentialBucketHistogramAggregation())]
meters = MeterProvider([PeriodicExportingMetricReader(exporter)], resource, views=views)
meter = meters.get_meter("kitchen")
meter.create_counter("dishes", unit="{dish}").add(5, {"dish": "soup"})
meter.create_gauge("stove").set(180.5)
for value in (0.2, 4, 70):
    meter.create_histogram("wait", unit="s").record(value)
    meter.create_histogram("heat", unit="Cel").record(value)

for provider in (tracers, loggers, meters):
    provider.shutdown()
