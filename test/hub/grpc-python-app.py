"""A program without a word of exporters in it: `opentelemetry-instrument` runs it, with what it sets by itself."""

from opentelemetry import metrics, trace
from opentelemetry._logs import LogRecord, SeverityNumber, get_logger

trace.get_tracer("sender").start_span("work").end()
get_logger("sender").emit(LogRecord(severity_number=SeverityNumber.WARN, body="worked"))
metrics.get_meter("sender").create_counter("jobs").add(3)
