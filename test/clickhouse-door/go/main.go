// Asks and writes through the ClickHouse door with clickhouse-go, with the options of Grafana's data source.
// Reads one JSON job on stdin and prints one JSON result.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

type job struct {
	Addr        string         `json:"addr"`
	User        string         `json:"user"`
	Password    string         `json:"password"`
	Database    string         `json:"database"`
	Compression string         `json:"compression"`
	Settings    map[string]any `json:"settings"`
	Queries     []string       `json:"queries"`
	Insert      *insert        `json:"insert"`
}

type insert struct {
	SQL  string  `json:"sql"`
	Rows [][]any `json:"rows"`
}

type answer struct {
	Columns []string   `json:"columns"`
	Types   []string   `json:"types"`
	Rows    [][]string `json:"rows"`
	Error   string     `json:"error,omitempty"`
	Code    int32      `json:"code,omitempty"`
}

var methods = map[string]clickhouse.CompressionMethod{
	"none": clickhouse.CompressionNone,
	"lz4":  clickhouse.CompressionLZ4,
	"zstd": clickhouse.CompressionZSTD,
	"gzip": clickhouse.CompressionGZIP,
	"br":   clickhouse.CompressionBrotli,
}

func toOptions(j job) *clickhouse.Options {
	return &clickhouse.Options{
		Addr:        []string{j.Addr},
		Auth:        clickhouse.Auth{Database: j.Database, Username: j.User, Password: j.Password},
		ClientInfo:  clickhouse.ClientInfo{Products: []struct{ Name, Version string }{{"grafana", "13.2.3"}, {"clickhouse-datasource", "4.20.0"}}},
		Compression: &clickhouse.Compression{Method: methods[j.Compression]},
		DialTimeout: 10 * time.Second,
		Protocol:    clickhouse.HTTP,
		ReadTimeout: 60 * time.Second,
		Settings:    j.Settings,
	}
}

func fail(err error) answer {
	out := answer{Error: err.Error()}
	var exception *clickhouse.Exception
	if errors.As(err, &exception) {
		out.Code = exception.Code
	}
	return out
}

func ask(db *sql.DB, query string) answer {
	rows, err := db.QueryContext(context.Background(), query)
	if err != nil {
		return fail(err)
	}
	defer rows.Close()
	var out answer
	out.Columns, _ = rows.Columns()
	types, _ := rows.ColumnTypes()
	for _, t := range types {
		out.Types = append(out.Types, t.DatabaseTypeName())
	}
	for rows.Next() {
		values := make([]any, len(out.Columns))
		into := make([]any, len(values))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return fail(err)
		}
		line := make([]string, len(values))
		for i, v := range values {
			line[i] = fmt.Sprint(v)
		}
		out.Rows = append(out.Rows, line)
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	return out
}

// JSON knows neither times nor maps of strings.
func toValue(v any) any {
	switch v := v.(type) {
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at
		}
	case map[string]any:
		out := map[string]string{}
		for name, value := range v {
			out[name] = fmt.Sprint(value)
		}
		return out
	}
	return v
}

func write(opts *clickhouse.Options, in insert) answer {
	conn, err := clickhouse.Open(opts)
	if err != nil {
		return fail(err)
	}
	defer conn.Close()
	batch, err := conn.PrepareBatch(context.Background(), in.SQL)
	if err != nil {
		return fail(err)
	}
	for _, row := range in.Rows {
		for i, v := range row {
			row[i] = toValue(v)
		}
		if err := batch.Append(row...); err != nil {
			return fail(err)
		}
	}
	if err := batch.Send(); err != nil {
		return fail(err)
	}
	return answer{}
}

func main() {
	var j job
	if err := json.NewDecoder(os.Stdin).Decode(&j); err != nil {
		panic(err)
	}
	db := clickhouse.OpenDB(toOptions(j))
	answers := []answer{}
	if err := db.PingContext(context.Background()); err != nil {
		answers = append(answers, fail(err))
	} else {
		for _, query := range j.Queries {
			answers = append(answers, ask(db, query))
		}
		if j.Insert != nil {
			answers = append(answers, write(toOptions(j), *j.Insert))
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		panic(err)
	}
}
