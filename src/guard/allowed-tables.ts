/**
 * System tables that clients may read, each with the allowed columns; `all` if none of them discloses something about
 * the machine or its files.
 */
export const systemTables: Readonly<Record<string, 'all' | ReadonlySet<string>>> = {
  aggregate_function_combinators: 'all',
  columns: 'all',
  data_type_families: 'all',
  databases: new Set(['name', 'database', 'engine', 'uuid', 'comment']),
  formats: 'all',
  functions: 'all',
  keywords: 'all',
  numbers: 'all',
  one: 'all',
  settings: 'all',
  table_functions: 'all',
  tables: new Set([
    'active_parts',
    'as_select',
    'comment',
    'create_table_query',
    'database',
    'engine',
    'engine_full',
    'has_own_data',
    'is_temporary',
    'metadata_modification_time',
    'metadata_version',
    'name',
    'parameterized_view_parameters',
    'partition_key',
    'parts',
    'primary_key',
    'sampling_key',
    'sorting_key',
    'table',
    'total_bytes',
    'total_bytes_uncompressed',
    'total_marks',
    'total_rows',
    'unique_key',
    'uuid',
  ]),
  time_zones: 'all',
}

/** Views of the standard on tables and columns; the engine has them in lower and upper case. */
export const informationViews: ReadonlySet<string> = new Set([
  'character_sets',
  'collations',
  'columns',
  'key_column_usage',
  'referential_constraints',
  'schemata',
  'statistics',
  'tables',
  'views',
])

/** Table functions that make rows from nothing. */
export const tableFunctions: ReadonlySet<string> = new Set(['generate_series', 'generateSeries', 'numbers'])
