/**
 * How much data one span or log record may hold.
 * @see https://opentelemetry.io/docs/specs/otel/common/#attribute-limits
 */
export const limitOptions = {
  attributeValueLengthLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    doc: 'Maximum length of a string attribute, in UTF-16 units; the rest is cut. Not set: no limit.',
  },
  attributeCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Maximum number of attributes of a span or log record.',
  },
  spanAttributeValueLengthLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    doc: 'Maximum length of a string attribute of spans, their events and links; overrides the general limit.',
  },
  spanAttributeCountLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Maximum number of attributes of a span; overrides the general limit.',
  },
  spanEventCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_SPAN_EVENT_COUNT_LIMIT'],
    doc: 'Maximum number of events of a span; the newest are kept.',
  },
  spanLinkCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_SPAN_LINK_COUNT_LIMIT'],
    doc: 'Maximum number of links of a span; the newest are kept.',
  },
  eventAttributeCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Maximum number of attributes of a span event.',
  },
  linkAttributeCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Maximum number of attributes of a span link.',
  },
  logRecordAttributeValueLengthLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    doc: 'Maximum length of a string attribute of log records; overrides the general limit.',
  },
  logRecordAttributeCountLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Maximum number of attributes of a log record; overrides the general limit.',
  },
} as const
