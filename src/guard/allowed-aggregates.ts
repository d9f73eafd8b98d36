/** Aggregate and window functions that a statement may call; the same rule as for other functions. */
export const allowedAggregates = `
  any any_respect_nulls any_value any_value_respect_nulls anyHeavy anyLast anyLast_respect_nulls anyLastRespectNulls anyRespectNulls
  anyValueRespectNulls approx_top_count approx_top_k approx_top_sum argAndMax argAndMin argMax argMin array_agg array_concat_agg avg
  avgWeighted BIT_AND BIT_OR BIT_XOR corr corrStable count COVAR_POP COVAR_SAMP covarPop covarPopStable covarSamp covarSampStable cume_dist
  deltaSum deltaSumTimestamp dense_rank denseRank distinctDynamicTypes distinctJSONPaths entropy exponentialMovingAverage
  exponentialTimeDecayedAvg exponentialTimeDecayedCount exponentialTimeDecayedMax exponentialTimeDecayedSum first_value
  first_value_respect_nulls firstValueRespectNulls group_concat groupArray groupArrayIntersect groupArrayLast groupArrayMovingAvg
  groupArrayMovingSum groupArraySample groupArraySorted groupBitAnd groupBitmap groupBitmapAnd groupBitmapOr groupBitmapXor groupBitOr
  groupBitXor groupConcat groupUniqArray histogram intervalLengthSum kurtPop kurtSamp lag lagInFrame largestTriangleThreeBuckets last_value
  last_value_respect_nulls lastValueRespectNulls lead leadInFrame lttb max max_by maxIntersections maxIntersectionsPosition maxMappedArrays
  median medianBFloat16 medianBFloat16Weighted medianDD medianDeterministic medianExact medianExactHigh medianExactLow medianExactWeighted
  medianExactWeightedInterpolated medianGK medianInterpolatedWeighted medianTDigest medianTDigestWeighted medianTiming medianTimingWeighted
  min min_by minMappedArrays nonNegativeDerivative nth_value ntile percent_rank percentRank quantile quantileBFloat16 quantileBFloat16Weighted
  quantileDD quantileDeterministic quantileExact quantileExactExclusive quantileExactHigh quantileExactInclusive quantileExactLow
  quantileExactWeighted quantileExactWeightedInterpolated quantileGK quantileInterpolatedWeighted quantiles quantilesBFloat16
  quantilesBFloat16Weighted quantilesDD quantilesDeterministic quantilesExact quantilesExactExclusive quantilesExactHigh
  quantilesExactInclusive quantilesExactLow quantilesExactWeighted quantilesExactWeightedInterpolated quantilesGK
  quantilesInterpolatedWeighted quantilesTDigest quantilesTDigestWeighted quantilesTiming quantilesTimingWeighted quantileTDigest
  quantileTDigestWeighted quantileTiming quantileTimingWeighted rank retention row_number simpleLinearRegression singleValueOrNull skewPop
  skewSamp sparkBar sparkbar STD STDDEV STDDEV_POP STDDEV_SAMP stddevPop stddevPopStable stddevSamp stddevSampStable string_agg sum sumCount
  sumKahan sumMapFiltered sumMapFilteredWithOverflow sumMappedArrays sumMapWithOverflow sumWithOverflow topK topKWeighted uniq uniqCombined
  uniqCombined64 uniqExact uniqHLL12 uniqUpTo VAR_POP VAR_SAMP varPop varPopStable varSamp varSampStable windowFunnel`

/**
 * Endings that change an aggregate function, such as `If` in `countIf`. `Resample` is not among them: it makes a state
 * per step.
 */
export const allowedCombinators = [
  'ArgMax',
  'ArgMin',
  'Array',
  'Distinct',
  'ForEach',
  'If',
  'Map',
  'Merge',
  'Null',
  'OrDefault',
  'OrNull',
  'SimpleState',
  'State',
  'Tuple',
]
