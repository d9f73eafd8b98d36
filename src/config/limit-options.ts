/**
 * How much one span or log record may carry.
 * @see https://opentelemetry.io/docs/specs/otel/common/#attribute-limits
 */
export const limitOptions = {
  attributeValueLengthLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    doc: 'Longest string attribute, in UTF-16 units; more is cut. Not set: no limit.',
  },
  attributeCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Attributes of one span or log record at the most.',
  },
  spanAttributeValueLengthLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    doc: 'The same for spans, their events and links, over the general one.',
  },
  spanAttributeCountLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Attributes of one span at the most, over the general one.',
  },
  spanEventCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_SPAN_EVENT_COUNT_LIMIT'],
    doc: 'Events of one span at the most; the newest are kept.',
  },
  spanLinkCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_SPAN_LINK_COUNT_LIMIT'],
    doc: 'Links of one span at the most; the newest are kept.',
  },
  eventAttributeCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Attributes of one event of a span at the most.',
  },
  linkAttributeCountLimit: {
    type: 'integer',
    minimum: 0,
    default: 128,
    env: ['OTEL_LINK_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Attributes of one link of a span at the most.',
  },
  logRecordAttributeValueLengthLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    doc: 'Longest string attribute of a log record, over the general one.',
  },
  logRecordAttributeCountLimit: {
    type: 'integer',
    minimum: 0,
    env: ['OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT'],
    doc: 'Attributes of one log record at the most, over the general one.',
  },
} as const
