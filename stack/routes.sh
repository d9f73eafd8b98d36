#!/bin/sh
# Runs before the other services: writes the configuration of each into /routes, for the selected profiles (PROFILES, comma separated),
# so that no part is configured to use one that does not run. POSIX sh; /stack has the checkout's folders.
set -eu

runs() {
  case ",$(printf %s "$PROFILES" | tr -d ' ')," in
    *",$1,"* | *',*,'*) return 0 ;;
    *) return 1 ;;
  esac
}

# The Collector loads one file for each exporter; an empty file disables it.
way_out() {
  if runs "$2"; then cp "/stack/collector/to-$1.yaml" "/routes/collector/$1.yaml"; else echo '{}' >"/routes/collector/$1.yaml"; fi
}

scrape() {
  cp "/stack/prometheus/targets/$1.yml" /routes/prometheus/
}

# Without analytics no traces are stored: remove the links to them.
data_source() {
  if runs analytics; then left_out='^$'; else left_out='# needs analytics$'; fi
  sed "/$left_out/d" "/stack/grafana/provisioning/datasources/$1.yml" >"/routes/grafana/datasources/$1.yml"
}

# Each line of needs.txt: a dashboard, and the profiles that it needs. `service-detail@logging` is a variant that replaces
# service-detail.
dashboards() {
  while read -r name needs; do
    case "$name" in '' | '#'*) continue ;; esac
    for profile in $needs; do runs "$profile" || continue 2; done
    sed "s|http://127\\.0\\.0\\.1:4319|$HUB_URL|g" "/stack/grafana/dashboards/json/$name.json" >"/routes/grafana/json/${name%%@*}.json"
  done </stack/grafana/dashboards/needs.txt
}

rm -rf /routes/*
mkdir -p /routes/collector /routes/prometheus /routes/grafana/datasources /routes/grafana/dashboards /routes/grafana/json
mkdir -p /routes/grafana/plugins /routes/grafana/alerting

way_out clickhouse analytics
way_out hub analytics
way_out loki logging
way_out prometheus monitoring

if runs monitoring; then
  for part in prometheus alertmanager grafana; do scrape "$part"; done
  for source in prometheus alertmanager; do data_source "$source"; done
  cp /stack/grafana/provisioning/dashboards/plainsight.yml /routes/grafana/dashboards/
  dashboards
fi
if runs logging; then
  for part in loki alloy; do scrape "$part"; done
  data_source loki
fi
if runs analytics; then
  for part in hub clickhouse; do scrape "$part"; done
  data_source clickhouse
fi
if runs tracing; then scrape collector; fi

# The demo sends to the Collector, or else to the hub. If its metrics arrive through the Collector, Prometheus does not scrape it too.
if runs tracing; then
  printf 'OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318\nOTEL_METRICS_EXPORTER=otlp\n' >/routes/demo.env
elif runs analytics; then
  printf 'OTEL_EXPORTER_OTLP_ENDPOINT=http://hub:4318\nOTEL_METRICS_EXPORTER=otlp,prometheus\n' >/routes/demo.env
else
  printf 'OTEL_TRACES_EXPORTER=none\nOTEL_LOGS_EXPORTER=none\nOTEL_METRICS_EXPORTER=prometheus\n' >/routes/demo.env
fi
if runs demo && ! runs tracing; then scrape demo; fi

chmod -R a+rX /routes

# Only Prometheus, which runs as nobody, may read the token for the hub's metrics.
if runs monitoring && runs analytics; then
  (umask 077 && printf %s "$PLAINSIGHT_TOKEN" >/routes/prometheus/plainsight_token)
  chown 65534:65534 /routes/prometheus/plainsight_token
fi

# A new volume belongs to root; the Collector must own its queue.
chown 10001:10001 /var/lib/otelcol
