import { useSignal } from '@preact/signals'
import type { ComponentType, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { session, signedOut, signOut } from './api.ts'
import { AddressNotice } from './components/address-notice.tsx'
import { AwayNotice } from './components/away-notice.tsx'
import { BehindNotice } from './components/behind-notice.tsx'
import { Help } from './components/help.tsx'
import { Icon } from './components/icon.tsx'
import { EmptyState, Skeleton } from './components/states.tsx'
import { useKeys } from './keys.ts'
import { href, navigate, view } from './router.ts'
import { SignIn } from './sign-in.tsx'
import { nextTheme, theme } from './theme.ts'
import { offeredViews, type View, views } from './views.ts'

const themeLabel = { system: 'System theme', light: 'Light theme', dark: 'Dark theme' } as const
const themeIcon = { system: 'system', light: 'sun', dark: 'moon' } as const

const Brand = (): JSX.Element => (
  <a class="brand" href={href('requests')}>
    <svg viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke="currentColor" stroke-linecap="round">
      <path d="M3 18h6l4-10 6 16 4-10 2 4h4" stroke-width="3" stroke-linejoin="round" />
    </svg>
    plainsight
  </a>
)

/** The view that the navigation marks: one opened from another counts as that other. */
const openView = (): string => views.find(({ name }) => name === view.value)?.within ?? view.value

const Sidebar = ({ onHelp, onSkip }: { onHelp: () => void; onSkip: () => void }): JSX.Element => (
  <header class="sidebar">
    <button type="button" class="skip-link" onClick={onSkip}>
      Skip to content
    </button>
    <Brand />
    <nav class="nav-links" aria-label="Views">
      {offeredViews.map(({ name, title, key, icon }) => (
        <a key={name} href={href(name)} {...(openView() === name && { 'aria-current': 'page' as const })}>
          <Icon name={icon} size={18} />
          {title}
          <kbd>g {key}</kbd>
        </a>
      ))}
    </nav>
    <div class="sidebar-foot">
      <button type="button" class="keys" onClick={onHelp}>
        <Icon name="help" size={18} />
        <span class="label">Keyboard</span>
      </button>
      <button type="button" onClick={nextTheme} aria-label={`${themeLabel[theme.value]}: change`}>
        <Icon name={themeIcon[theme.value]} size={18} />
        <span class="label">{themeLabel[theme.value]}</span>
      </button>
      {session.value === 'signed in' && (
        <button type="button" onClick={() => void signOut()} aria-label="Sign out">
          <Icon name="leave" size={18} />
          <span class="label">Sign out</span>
        </button>
      )}
    </div>
  </header>
)

const NotFound = (): JSX.Element => (
  <EmptyState title="Page not found" isPage>
    <p>
      There is no page at <code>{location.pathname}</code>.
    </p>
    <div class="actions">
      {offeredViews.map(({ name, title }) => (
        <a class="button" key={name} href={href(name)}>
          {title}
        </a>
      ))}
    </div>
  </EmptyState>
)

const CurrentView = ({ current }: { current: View | undefined }): JSX.Element => {
  const [loaded, setLoaded] = useState<{ view: View; Content: ComponentType } | undefined>()
  useEffect(() => {
    if (!current) return
    let isLeft = false
    void current.load().then((Content) => isLeft || setLoaded({ view: current, Content }))
    return () => {
      isLeft = true
    }
  }, [current])
  useEffect(() => {
    document.title = `${current?.title ?? 'Page not found'} · plainsight`
  }, [current])
  if (!current) return <NotFound />
  if (loaded?.view === current) return <loaded.Content />
  return (
    <>
      <h1 class="unseen">{current.title}</h1>
      <Skeleton />
    </>
  )
}

const focusSearch = (): void => document.querySelector<HTMLElement>('[data-search]')?.focus()

/** Frame of every view: navigation, keys, help; the sign-in form if the hub requires a token. */
export const Shell = (): JSX.Element => {
  const helpOpen = useSignal(false)
  const main = useRef<HTMLElement>(null)
  const jumps = Object.fromEntries(offeredViews.map(({ name, key }) => [`g ${key}`, () => navigate(href(name))]))
  const showHelp = (): void => {
    helpOpen.value = true
  }
  useKeys({ ...jumps, '/': focusSearch, '?': showHelp })
  if (signedOut.value) return <SignIn />
  return (
    <>
      <div class="shell">
        <Sidebar onHelp={showHelp} onSkip={() => main.current?.focus()} />
        <main class="main" ref={main} tabIndex={-1}>
          <AwayNotice />
          <BehindNotice />
          <AddressNotice />
          <CurrentView current={views.find(({ name }) => name === view.value)} />
        </main>
      </div>
      {helpOpen.value && (
        <Help
          onClose={() => {
            helpOpen.value = false
          }}
        />
      )}
    </>
  )
}
