import { propertyOf } from './held-values.ts'

/** The user that an app stores in its session, under the most common names. */
export const toSessionUser = (session: unknown): unknown =>
  propertyOf(session, 'userId') ?? propertyOf(session, 'user_id') ?? propertyOf(session, 'user')
