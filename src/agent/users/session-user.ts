import { propertyOf } from './held-values.ts'

/** The user that an app keeps in its session, under the names that most apps give it. */
export const toSessionUser = (session: unknown): unknown =>
  propertyOf(session, 'userId') ?? propertyOf(session, 'user_id') ?? propertyOf(session, 'user')
