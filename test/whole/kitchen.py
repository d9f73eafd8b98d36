"""A Python service under the OpenTelemetry SDK: answers a call, and calls the Node service back, in one trace."""

import os
import sys
import urllib.request
from http.server import BaseHTTPRequestHandler, HTTPServer

from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": "kitchen"}))
provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter(endpoint=sys.argv[1] + "/v1/traces")))
trace.set_tracer_provider(provider)
tracer = trace.get_tracer("kitchen")


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        context = propagate.extract(dict(self.headers))
        with tracer.start_as_current_span("GET /cook", context=context, kind=trace.SpanKind.SERVER) as span:
            span.set_attribute("http.request.method", "GET")
            span.set_attribute("http.route", "/cook")
            span.set_attribute("http.response.status_code", 200)
            headers = {}
            with tracer.start_as_current_span("GET", kind=trace.SpanKind.CLIENT):
                propagate.inject(headers)
                back = self.headers["x-back"]
                with urllib.request.urlopen(urllib.request.Request(back, headers=headers)) as answer:
                    text = answer.read()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "0"))), Handler)
print(f"PORT {server.server_port}", flush=True)
server.serve_forever()
