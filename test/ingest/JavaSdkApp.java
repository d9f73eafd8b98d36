import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.KeyValue;
import io.opentelemetry.api.common.Value;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.internal.http.HttpExporterBuilder;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.Clock;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentSelector;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.View;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.IdGenerator;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program under OpenTelemetry's SDK for Java, with fixed ids and times. Arguments: endpoint, protobuf or json. */
final class JavaSdkApp {
  static final long NOW = 1_795_324_206_000_000_000L;

  static final class FixedIds implements IdGenerator {
    private long spans = 0;

    @Override
    public String generateTraceId() {
      return "4bf92f3577b34da6a3ce929d0e0e4738";
    }

    @Override
    public String generateSpanId() {
      return String.format("%016x", ++spans);
    }
  }

  static final class StoppedClock implements Clock {
    @Override
    public long now() {
      return NOW;
    }

    @Override
    public long nanoTime() {
      return 0;
    }
  }

  /** The exporters speak JSON as well; the switch is there, in the part that all three share, but not public yet. */
  static <B> B as(String encoding, B builder) throws ReflectiveOperationException {
    if (!encoding.equals("json")) return builder;
    var delegate = builder.getClass().getDeclaredField("delegate");
    delegate.setAccessible(true);
    ((HttpExporterBuilder<?>) delegate.get(builder)).exportAsJson();
    return builder;
  }

  public static void main(String[] args) throws Exception {
    var endpoint = args[0];
    var encoding = args[1];
    var resource = Resource.create(Attributes.builder().put("service.name", "oven").put("host.ip", "203.0.113.9").build());

    var spanExporter = as(encoding, OtlpHttpSpanExporter.builder().setEndpoint(endpoint + "/v1/traces").setCompression("gzip")).build();
    var tracers = SdkTracerProvider.builder().setResource(resource).setIdGenerator(new FixedIds()).setClock(new StoppedClock())
        .addSpanProcessor(SimpleSpanProcessor.create(spanExporter)).build();
    var tracer = tracers.get("oven", "2.0");
    var parent = tracer.spanBuilder("POST /bake").setSpanKind(SpanKind.SERVER).setStartTimestamp(NOW, TimeUnit.NANOSECONDS)
        .setAttribute("user_agent.original", "okhttp/4.12.0")
        .setAttribute("url.full", "http://oven.test/bake?dish=bread")
        .setAttribute("client.address", "203.0.113.7")
        .setAttribute("largest", Long.MAX_VALUE)
        .setAttribute("smallest", Long.MIN_VALUE)
        .setAttribute("share", 0.1)
        .setAttribute("done", true)
        .setAttribute(AttributeKey.stringArrayKey("steps"), List.of("knead", "bake"))
        .setAttribute(AttributeKey.longArrayKey("empty"), List.of())
        .startSpan();
    var child = tracer.spanBuilder("heat").setParent(Context.root().with(parent)).setStartTimestamp(NOW + 5, TimeUnit.NANOSECONDS)
        .addLink(parent.getSpanContext(), Attributes.of(AttributeKey.stringKey("why"), "again")).startSpan();
    child.addEvent("hot", Attributes.of(AttributeKey.longKey("degrees"), 230L), NOW + 6, TimeUnit.NANOSECONDS);
    child.recordException(new IllegalStateException("no gas at 203.0.113.7 for ann@example.com"));
    child.setStatus(StatusCode.ERROR, "cold: ann@example.com");
    child.end(NOW + 1_000_000, TimeUnit.NANOSECONDS);
    parent.end(NOW + 2_000_000, TimeUnit.NANOSECONDS);
    var context = Context.root().with(parent);

    var logExporter = as(encoding, OtlpHttpLogRecordExporter.builder().setEndpoint(endpoint + "/v1/logs").setCompression("gzip")).build();
    var loggers = SdkLoggerProvider.builder().setResource(resource).setClock(new StoppedClock())
        .addLogRecordProcessor(SimpleLogRecordProcessor.create(logExporter)).build();
    var logger = loggers.get("oven");
    logger.logRecordBuilder().setContext(context).setSeverity(Severity.WARN).setSeverityText("WARN")
        .setBody("bread for ann@example.com").setAttribute("rack", 2).emit();
    logger.logRecordBuilder().setContext(context).setEventName("bread.baked").setBody(Value.of(
        KeyValue.of("loaves", Value.of(3)), KeyValue.of("token", Value.of("abc")),
        KeyValue.of("raw", Value.of(new byte[] {1, 2, (byte) 250})), KeyValue.of("kinds", Value.of(Value.of("rye"), Value.of(true))))).emit();

    var metricExporter = as(encoding, OtlpHttpMetricExporter.builder().setEndpoint(endpoint + "/v1/metrics").setCompression("gzip")).build();
    var meters = SdkMeterProvider.builder().setResource(resource).setClock(new StoppedClock())
        .registerView(InstrumentSelector.builder().setName("heat").build(),
            View.builder().setAggregation(Aggregation.base2ExponentialBucketHistogram()).build())
        .registerMetricReader(PeriodicMetricReader.builder(metricExporter).build()).build();
    var meter = meters.get("oven");
    var kind = Attributes.of(AttributeKey.stringKey("kind"), "rye");
    // In the context of a sampled span, this SDK adds exemplars by itself.
    try (var scope = context.makeCurrent()) {
      meter.counterBuilder("loaves").setUnit("{loaf}").setDescription("Loaves baked").build().add(5, kind);
      meter.gaugeBuilder("temperature").setUnit("Cel").build().set(230.5);
      meter.histogramBuilder("wait").setUnit("s").build().record(0.3, kind);
      meter.histogramBuilder("heat").setUnit("Cel").build().record(70);
    }
    for (var provider : List.of(tracers.shutdown(), loggers.shutdown(), meters.shutdown()))
      if (!provider.join(20, TimeUnit.SECONDS).isSuccess()) throw new IllegalStateException("could not send");
  }
}
