/** The login, wherever a page needs somebody: the address stays, so that the page itself follows. */
import './session.css'
import type { FlowError } from '../../../contract/oauth.ts'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Link } from '../../app/router.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { useAccount } from './account.ts'
import { FailureAlert } from './answer-view.tsx'
import type { Provider } from './auth-api.ts'
import { getProviders, login } from './auth-api.ts'
import { emailFault, neededFault } from './checks.ts'
import type { ApiFailure } from './http.ts'
import { PasskeySignIn } from './passkey-sign-in.tsx'
import { leaveFor } from './provider-sign-in.ts'
import { useAnswer } from './use-answer.ts'
import { useForm } from './use-form.ts'
import { useRealmWords, useWays } from './use-ways.ts'
import { providerErrors, signInCodes, words } from './words.ts'

export type LoginReason =
  | { readonly kind: 'none' }
  /** What was going on ended: the focus comes here. */
  | { readonly kind: 'ended' | 'left' }
  | { readonly kind: 'provider-refused'; readonly code: FlowError }
  | { readonly kind: 'provider-failed'; readonly failure: ApiFailure }

function PasswordForm() {
  const account = useAccount()
  const ways = useWays()
  const form = useForm({
    names: ['email', 'password'],
    check: (values) => ({ ...emailFault(values.email), ...neededFault('password', values.password) }),
    send: ({ email, password }) => login(account, { email: email.trim(), password }),
  })
  return (
    <form {...form.props} className="stack" aria-label={words.signIn}>
      <FailureAlert failure={form.failure} own={signInCodes} />
      <Field
        label={words.email}
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={form.faults.email}
      />
      <Field label={words.password} name="password" type="password" autoComplete="current-password" error={form.faults.password} />
      <div className="entry-row">
        <Button type="submit" kind="primary" aria-disabled={form.busy}>
          {form.busy ? words.signingIn : words.signIn}
        </Button>
        <Link href={ways.forgot}>{words.forgotLink}</Link>
      </div>
    </form>
  )
}

const here = (): string => window.location.pathname + window.location.search

function Providers({ providers }: { readonly providers: readonly Provider[] }) {
  const account = useAccount()
  return providers.map(({ provider, name }) => (
    <Button key={provider} onClick={() => void leaveFor(account, provider, here())}>
      {words.withProvider(name)}
    </Button>
  ))
}

function OtherWays() {
  const account = useAccount()
  const load = useCallback((signal: AbortSignal) => getProviders(account, signal), [account])
  const { state } = useAnswer(load)
  return (
    <div className="stack">
      <p className="entry-or quiet">{words.or}</p>
      <div className="entry-ways">
        <PasskeySignIn />
        {/* Without the list there are still two ways in. */}
        {state.status === 'ready' && <Providers providers={state.value} />}
      </div>
    </div>
  )
}

function Reason({ reason }: { readonly reason: LoginReason }) {
  const own = useRealmWords()
  if (reason.kind === 'provider-failed') return <FailureAlert failure={reason.failure} own={signInCodes} />
  if (reason.kind === 'provider-refused') {
    const { title, detail } = providerErrors[reason.code]
    return (
      <div role="alert">
        <Banner tone="error" title={title}>
          {detail !== null && <p>{detail}</p>}
        </Banner>
      </div>
    )
  }
  return <output>{reason.kind === 'none' ? own.signInLead : words[reason.kind]}</output>
}

export function LoginPage({ reason }: { readonly reason: LoginReason }) {
  const ways = useWays()
  const title = useRef<HTMLHeadingElement>(null)
  const [first] = useState(reason.kind)
  // Who was at work here loses the place that had the focus.
  useEffect(() => {
    if (first !== 'none') title.current?.focus()
  }, [first])
  return (
    <div className="entry">
      <h1 ref={title} tabIndex={-1}>
        {words.signIn}
      </h1>
      <Reason reason={reason} />
      <PasswordForm />
      <OtherWays />
      <p className="small">
        <Link href={ways.register}>{words.registerLink}</Link>
      </p>
      <LocalHint />
    </div>
  )
}

function LocalHint() {
  const own = useRealmWords()
  if (!['localhost', '127.0.0.1', '[::1]'].includes(window.location.hostname)) return null
  return <p className="quiet small">{own.localHint}</p>
}
