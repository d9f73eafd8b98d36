/**
 * Where among its arguments, counted from 0, a function takes the name of a time zone. `test/guard/zones.test.ts` tries
 * every allowed function and finds what is missing here.
 */
const places: readonly (readonly [places: readonly number[], names: string])[] = [
  [
    [0],
    `
    current_timestamp localtimestamp now nowInBlock`,
  ],
  [
    [1],
    `
    DATE DAY DAYOFMONTH DAYOFYEAR from_utc_timestamp fromUnixTimestamp64Micro fromUnixTimestamp64Milli fromUnixTimestamp64Nano
    fromUnixTimestamp64Second fromUTCTimestamp HOUR LAST_DAY MICROSECOND MILLISECOND MINUTE MONTH NANOSECOND now64 nowInBlock64
    parseDateTime32BestEffort parseDateTime32BestEffortOrNull parseDateTime32BestEffortOrZero 
    parseDateTimeBestEffortUS parseDateTimeBestEffortUSOrNull
    parseDateTimeBestEffortUSOrZero QUARTER SECOND timeSlot timeZoneOffset timezoneOffset TO_DAYS to_utc_timestamp toDate toDate32 toDateTime32
    toDateTimeOrDefault toDateTimeOrNull toDateTimeOrZero toDayOfMonth toDayOfYear toDaysInMonth toDaysSinceYearZero toHour toISOWeek toISOYear
    toLastDayOfMonth toMicrosecond toMillisecond toMinute toMonday toMonth toMonthNumSinceEpoch toNanosecond toQuarter toRelativeDayNum
    toRelativeHourNum toRelativeMinuteNum toRelativeMonthNum toRelativeQuarterNum toRelativeSecondNum toRelativeWeekNum toRelativeYearNum
    toSecond toStartOfDay toStartOfFifteenMinutes toStartOfFiveMinute toStartOfFiveMinutes toStartOfHour toStartOfISOYear toStartOfMicrosecond
    toStartOfMillisecond toStartOfMinute toStartOfMonth toStartOfNanosecond toStartOfQuarter toStartOfSecond toStartOfTenMinutes toStartOfYear
    toString toTimeWithFixedDate toTimeZone toTimezone toUnixTimestamp toUTCTimestamp toYear toYearNumSinceEpoch toYYYYMM toYYYYMMDD
    toYYYYMMDDhhmmss UUIDv7ToDateTime YEAR YYYYMMDDhhmmssToDateTime`,
  ],
  [
    [1, 2],
    `
    parseDateTimeBestEffort parseDateTimeBestEffortOrNull parseDateTimeBestEffortOrZero toDateTime`,
  ],
  [
    [2],
    `
    addDays addHours addMicroseconds addMilliseconds addMinutes addMonths addNanoseconds addQuarters addSeconds addWeeks addYears DATE_FORMAT
    DATE_TRUNC dateName dateTrunc DAYOFWEEK formatDateTime formatDateTimeInJodaSyntax FROM_UNIXTIME fromUnixTimestamp
    fromUnixTimestampInJodaSyntax parseDateTime parseDateTime64 parseDateTime64BestEffort parseDateTime64BestEffortOrNull
    parseDateTime64BestEffortOrZero parseDateTime64BestEffortUS parseDateTime64BestEffortUSOrNull parseDateTime64BestEffortUSOrZero
    parseDateTime64InJodaSyntax parseDateTime64InJodaSyntaxOrNull parseDateTime64InJodaSyntaxOrZero parseDateTime64OrNull parseDateTime64OrZero
    parseDateTimeInJodaSyntax parseDateTimeInJodaSyntaxOrNull parseDateTimeInJodaSyntaxOrZero parseDateTimeOrNull parseDateTimeOrZero
    snowflakeIDToDateTime snowflakeIDToDateTime64 str_to_date subtractDays subtractHours subtractMicroseconds subtractMilliseconds
    subtractMinutes subtractMonths subtractNanoseconds subtractQuarters subtractSeconds subtractWeeks subtractYears TO_UNIXTIME toDateTime64
    toDateTime64OrDefault toDateTime64OrNull toDateTime64OrZero toDayOfWeek toLastDayOfWeek toStartOfWeek toWeek toYearWeek tumble tumbleEnd
    tumbleStart week yearweek YYYYMMDDhhmmssToDateTime64`,
  ],
  [
    [2, 3],
    `
    date_bin time_bucket toStartOfInterval windowID`,
  ],
  [
    [3],
    `
    age DATE_DIFF date_diff dateDiff hop hopEnd hopStart TIMESTAMP_DIFF timestamp_diff timestampDiff`,
  ],
  [
    [6],
    `
    makeDateTime`,
  ],
  [
    [8],
    `
    makeDateTime64`,
  ],
]

const byName: ReadonlyMap<string, readonly number[]> = new Map(
  places.flatMap(([at, names]) =>
    names
      .trim()
      .toLowerCase()
      .split(/\s+/)
      .map((name) => [name, at] as const),
  ),
)

/** The places of a function's arguments where a time zone may stand. */
export const zonePlaces = (name: string): readonly number[] => byName.get(name.toLowerCase()) ?? []
