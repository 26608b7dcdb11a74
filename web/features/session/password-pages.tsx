/** `/forgot` asks for a link, `/reset?token=` takes it. */
import './session.css'
import { useState } from 'react'
import { Link } from '../../app/router.tsx'
import { Banner } from '../../ui/banner.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { useAccount } from './account.ts'
import { FailureAlert } from './answer-view.tsx'
import { askForReset, resetElsewhere, resetPassword } from './auth-api.ts'
import { emailFault, newPasswordFault } from './checks.ts'
import { Done, NoToken, Onward } from './link-pages.tsx'
import { useForm } from './use-form.ts'
import { useWays } from './use-ways.ts'
import { signInCodes, words } from './words.ts'

export function ForgotPage() {
  const account = useAccount()
  const ways = useWays()
  const [sent, setSent] = useState(false)
  const form = useForm({
    names: ['email'],
    check: ({ email }) => emailFault(email),
    send: async ({ email }) => {
      const failure = await askForReset(account, email.trim())
      setSent(failure === null)
      return failure
    },
  })
  return (
    <div className="entry">
      <h1>{words.forgot}</h1>
      <p>{words.forgotLead}</p>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} />
        <Field
          label={words.email}
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          error={form.faults.email}
        />
        <div>
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.sending : words.forgotSend}
          </Button>
        </div>
        <output>{sent && <Banner tone="good" title={words.forgotSent} />}</output>
      </form>
      <p className="small">
        <Link href={ways.signIn}>{words.backToSignIn}</Link>
      </p>
    </div>
  )
}

type ResetProps = {
  readonly token: string | null
  /** It is a person's of some app, and not an operator's. */
  readonly elsewhere: boolean
}

export function ResetPage({ token, elsewhere }: ResetProps) {
  const account = useAccount()
  const [done, setDone] = useState(false)
  const form = useForm({
    names: ['new_password'],
    check: (values) => newPasswordFault('new_password', values.new_password),
    send: async ({ new_password }) => {
      const input = { token: token ?? '', new_password }
      const failure = await (elsewhere ? resetElsewhere(input) : resetPassword(account, input))
      setDone(failure === null)
      return failure
    },
  })
  if (token === null) return <NoToken title={words.reset} />
  if (done) return elsewhere ? <Done title={words.resetElsewhere} /> : <Onward title={words.resetDone} />
  return (
    <div className="entry">
      <h1>{words.reset}</h1>
      <p>{words.resetLead}</p>
      <form {...form.props} className="stack">
        <FailureAlert failure={form.failure} own={signInCodes} />
        <Field
          label={words.newPassword}
          name="new_password"
          type="password"
          autoComplete="new-password"
          hint={words.passwordHint}
          error={form.faults.new_password}
        />
        <div className="entry-row">
          <Button type="submit" kind="primary" aria-disabled={form.busy}>
            {form.busy ? words.saving : words.resetSend}
          </Button>
          {!elsewhere && <Link href="/forgot">{words.askAnew}</Link>}
        </div>
      </form>
    </div>
  )
}
