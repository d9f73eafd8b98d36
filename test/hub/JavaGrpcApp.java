import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program whose exporters are what the SDK for Java takes by itself: all it knows comes from OTEL_*. */
public class JavaGrpcApp {
  public static void main(String[] args) {
    var sdk = AutoConfiguredOpenTelemetrySdk.builder().disableShutdownHook().build().getOpenTelemetrySdk();
    sdk.getTracer("sender").spanBuilder("work").startSpan().end();
    sdk.getLogsBridge().get("sender").logRecordBuilder().setSeverity(Severity.WARN).setBody("worked").emit();
    sdk.getMeter("sender").counterBuilder("jobs").build().add(3);
    for (var provider : List.of(sdk.getSdkTracerProvider().shutdown(), sdk.getSdkLoggerProvider().shutdown(), sdk.getSdkMeterProvider().shutdown()))
      provider.join(20, TimeUnit.SECONDS);
  }
}
