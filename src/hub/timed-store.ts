import type { Store } from '../store/store.ts'

/** The store, with a timer that gets the run time of every query and insert. */
export const createTimedStore = <S extends Store>(
  store: S,
  timer: (seconds: number, labels: { readonly operation: string; readonly outcome: string }) => void,
): S => {
  const timed = async <T>(operation: string, run: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const done = (outcome: string): void => timer((performance.now() - started) / 1000, { operation, outcome })
    try {
      const result = await run()
      done('ok')
      return result
    } catch (error) {
      done('failed')
      throw error
    }
  }
  return {
    ...store,
    query: (sql, options) => timed('query', () => store.query(sql, options)),
    insertFile: (table, path, token) => timed('insert', () => store.insertFile(table, path, token)),
  }
}
