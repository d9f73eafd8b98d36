import type { ErrorEntry } from './entry.ts'

/** Errors of the journal, the store, its engine and the data folder. */
export const storageErrors = {
  JOURNAL_FULL: {
    status: 429,
    retryAfter: 2,
    sentence: 'The journal holds {bytes} bytes; its limit is {limit}',
    hint: 'The store is slow or unavailable: see /readyz. Retry later, or raise PLAINSIGHT_JOURNAL_MAX_BYTES.',
  },
  JOURNAL_UNWRITABLE: {
    status: 503,
    retryAfter: 5,
    sentence: 'The journal cannot be written: {reason}',
    hint: 'Free disk space, or fix the permissions of PLAINSIGHT_DATA_DIR.',
  },
  JOURNAL_VERSION: {
    status: 500,
    sentence: 'The journal in {path} has format {found}; this version reads format {expected}',
    hint: 'Start the plainsight version that wrote it once, so that it empties the journal; or move the folder away.',
  },
  JOURNAL_LOCKED: {
    status: 503,
    sentence: 'The journal in {path} is in use by another process',
    hint: 'Stop the other hub, or choose another folder with --data-dir or PLAINSIGHT_DATA_DIR.',
  },
  STORE_UNAVAILABLE: {
    status: 503,
    retryAfter: 5,
    sentence: 'The store does not respond: {reason}',
    hint: 'Check CLICKHOUSE_URL, and that the server is running; data waits in the journal meanwhile.',
  },
  STORE_LOCKED: {
    status: 503,
    sentence: 'The data folder {path} is in use by another process',
    hint: 'Stop the other hub, or choose another folder with --data-dir or PLAINSIGHT_DATA_DIR.',
  },
  STORE_TOO_OLD: {
    status: 500,
    sentence: 'The ClickHouse server is version {found}; {needed} or newer is required',
    hint: 'Upgrade the server, or unset CLICKHOUSE_URL to use the embedded store.',
  },
  STORE_ENGINE_MISSING: {
    status: 500,
    sentence: 'The embedded store needs the package chdb, which is not installed',
    hint: 'Run: npx plainsight install-engine (about 550 MB), or set CLICKHOUSE_URL.',
  },
  STORE_ENGINE_UNLOADABLE: {
    status: 500,
    sentence: 'The embedded store, chDB, cannot be loaded: {reason}',
    hint: 'Reinstall it: npx plainsight install-engine. On systems without chDB (Alpine, Windows) set CLICKHOUSE_URL.',
  },
  ENGINE_INSTALL_FAILED: {
    status: 500,
    sentence: 'The embedded store could not be installed into {folder}: {reason}',
    hint: 'Check the network, the npm registry and the free disk space (550 MB), or set CLICKHOUSE_URL.',
  },
  ENGINE_RESTARTING: {
    status: 503,
    retryAfter: 1,
    sentence: 'The embedded store is restarting',
    hint: "Retry in a second. Acknowledged data is safe; the hub's log says why the engine ended.",
  },
  DATA_DIR_UNWRITABLE: {
    status: 500,
    sentence: 'The data folder cannot be written: {reason}',
    hint: 'Fix its permissions, or choose another folder with --data-dir or PLAINSIGHT_DATA_DIR.',
  },
  INSERT_REFUSED: {
    status: 500,
    sentence: 'The store rejected rows of {table}: {reason}',
    hint: 'The rows are kept in the `refused` folder of the journal; please report this.',
  },
} as const satisfies Record<string, ErrorEntry>
