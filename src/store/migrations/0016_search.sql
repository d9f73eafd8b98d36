-- Words of log lines that are more than ASCII, without their case: the Collector's index on lower(Body) keeps the case of all other letters,
-- and takes signs such as « and … for parts of words. Beside the definitions of the Collector: a line of plain ASCII adds nothing.
-- To the letter the expression in src/query/log-words.ts.
ALTER TABLE otel_logs ADD INDEX IF NOT EXISTS idx_folded_words
  if(isValidASCII(Body), [], arrayConcat(if(replaceAll(replaceAll(replaceAll(lowerUTF8(upperUTF8(Body)), 'ς', 'σ'), 'i̇', 'i'), 'ß', 'ss') = lower(Body), [], [' ']),
    arrayExcept(arrayConcat(extractAll(replaceAll(replaceAll(replaceAll(lowerUTF8(upperUTF8(Body)), 'ς', 'σ'), 'i̇', 'i'), 'ß', 'ss'), '[\\pL\\pM\\pN]+'),
      arrayFlatten(arrayMap(run -> ngrams(run, 2), extractAll(Body, '[\\p{Han}\\p{Hiragana}\\p{Katakana}\\p{Thai}\\p{Lao}\\p{Khmer}\\p{Myanmar}]+')))),
      tokens(lower(Body)))))
  TYPE text(tokenizer = 'array');
-- For the lines that are there already, in the background.
ALTER TABLE otel_logs MATERIALIZE INDEX idx_folded_words;

-- Method, route and status of a request, as the view behind request_rollup reads them (0012), whatever the span is called: for links from a
-- route to its traces, without reading the maps of attributes. Parts from before read them out of the maps.
ALTER TABLE entry_spans ADD COLUMN IF NOT EXISTS Method LowCardinality(String)
  MATERIALIZED if(SpanAttributes['http.request.method'] != '', SpanAttributes['http.request.method'], SpanAttributes['http.method']) CODEC(LZ4);
ALTER TABLE entry_spans ADD COLUMN IF NOT EXISTS Route LowCardinality(String)
  MATERIALIZED multiIf(SpanAttributes['http.route'] != '', SpanAttributes['http.route'], Method != '', '', SpanName) CODEC(LZ4);
ALTER TABLE entry_spans ADD COLUMN IF NOT EXISTS HttpStatus UInt16
  MATERIALIZED toUInt16OrZero(if(SpanAttributes['http.response.status_code'] != '', SpanAttributes['http.response.status_code'], SpanAttributes['http.status_code'])) CODEC(LZ4);
