// A program under OpenTelemetry's SDK for Go, with its gRPC exporters as they are: all they know comes from OTEL_*.
package main

import (
	"context"
	"fmt"
	"os"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/log"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
)

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func main() {
	ctx := context.Background()
	spans, err := otlptracegrpc.New(ctx)
	check(err)
	tracers := trace.NewTracerProvider(trace.WithBatcher(spans))
	_, span := tracers.Tracer("sender").Start(ctx, "work")
	span.End()
	check(tracers.ForceFlush(ctx))

	records, err := otlploggrpc.New(ctx)
	check(err)
	loggers := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(records)))
	var record log.Record
	record.SetBody(attribute.StringValue("worked"))
	record.SetSeverity(log.SeverityWarn)
	loggers.Logger("sender").Emit(ctx, record)
	check(loggers.ForceFlush(ctx))

	points, err := otlpmetricgrpc.New(ctx)
	check(err)
	meters := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(points)))
	counter, err := meters.Meter("sender").Int64Counter("jobs")
	check(err)
	counter.Add(ctx, 3)

	check(tracers.Shutdown(ctx))
	check(loggers.Shutdown(ctx))
	check(meters.Shutdown(ctx))
}
