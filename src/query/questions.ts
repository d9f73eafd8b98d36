import type { Question } from './question.ts'

/** Every question the hub answers: one file and one line each. */
export const questions: readonly Question[] = []
