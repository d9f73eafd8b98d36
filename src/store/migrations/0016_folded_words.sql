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
