import type { QuestionContext } from '../../src/query/question.ts'
import type { QueryOptions, Store } from '../../src/store/store.ts'
import { createContext } from './context.ts'

/**
 * A machine that takes longer for any statement than the windows of an answer may take together, so that each answer
 * looks at one window only; the engine itself has all the time it wants.
 */
export const createSlowContext = (store: Store): QuestionContext => ({
  ...createContext(store, 1000),
  store: {
    ...store,
    query: async <Row>(sql: string, options: QueryOptions = {}) => {
      await new Promise((resolve) => setTimeout(resolve, 15))
      return store.query<Row>(sql, { ...options, timeoutMs: 60_000 })
    },
  },
})
