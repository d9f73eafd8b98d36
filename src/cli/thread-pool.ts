/**
 * `UV_THREADPOOL_SIZE` of a hub, which is 4 by default: fsync, gunzip and compression of answers must not wait behind
 * one another. libuv reads it when the pool first runs, so it is set before anything else is loaded.
 */
export const hubThreadPoolSize = '16'
