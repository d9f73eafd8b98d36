/**
 * `UV_THREADPOOL_SIZE` of a hub. Each running query of the embedded engine holds a thread of libuv's pool, which has 4 by default;
 * fsync and gunzip must not wait behind them. libuv reads it when the pool first runs, so it is set before anything else is loaded.
 */
export const hubThreadPoolSize = '16'
