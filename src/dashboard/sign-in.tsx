import type { JSX } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { ApiError, session, signIn } from './api.ts'

/** Asks for the hub's token. */
export const SignIn = (): JSX.Element => {
  const [failure, setFailure] = useState('')
  const [busy, setBusy] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useLayoutEffect(() => field.current?.focus(), [])
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setFailure('')
    await signIn(field.current?.value ?? '').catch((error: unknown) => {
      const isWrong = error instanceof ApiError && /^(TOKEN|401|403)/.test(error.code)
      setFailure(isWrong ? 'This is not the token of this hub.' : `${(error as Error).message}. Try again.`)
      field.current?.select()
    })
    setBusy(false)
  }
  return (
    <main class="sign-in">
      <form class="card" onSubmit={submit}>
        <h1>Sign in to plainsight</h1>
        {session.value === 'ended' && (
          <p role="status">The sign-in has ended. Sign in again to go on where you were.</p>
        )}
        <p class="soft">
          This hub asks for its token: the value of <code>PLAINSIGHT_TOKEN</code> that it was started with.
        </p>
        <label class="labelled">
          Token
          <input class="field" type="password" name="token" required autocomplete="current-password" ref={field} />
        </label>
        {failure && (
          <p class="failure" role="alert">
            {failure}
          </p>
        )}
        <button type="submit" class="button main-action" disabled={busy}>
          {busy ? 'Signing in' : 'Sign in'}
        </button>
      </form>
    </main>
  )
}
