import { anyone } from '../../src/access/principal.ts'
import type { QuestionContext } from '../../src/query/question.ts'
import { createSharedAnswers } from '../../src/query/shared-answers.ts'
import type { Store } from '../../src/store/store.ts'

/** What a question is asked with, by nobody in particular. */
export const createContext = (store: Store, timeoutMs = 15_000): QuestionContext => ({
  principal: anyone,
  store,
  timeoutMs,
  shared: createSharedAnswers(),
})
