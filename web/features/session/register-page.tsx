/** A new account, with a password or with a passkey: an operator's at `/register` and `/join` (by invitation where one is needed), or a person's. */
import './session.css'
import { Link } from '../../app/router.tsx'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { useAccount } from './account.ts'
import { FailureAlert } from './answer-view.tsx'
import { register } from './auth-api.ts'
import { emailFault, neededFault, newPasswordFault } from './checks.ts'
import { CeremonyAlert, useCeremony } from './passkey-sign-in.tsx'
import { canUsePasskeys, signUpWithPasskey } from './passkeys.ts'
import type { Values } from './use-form.ts'
import { useForm } from './use-form.ts'
import { useRealmWords, useWays } from './use-ways.ts'
import { signInCodes, words } from './words.ts'

const names = ['display_name', 'email', 'password'] as const
type Names = (typeof names)[number]

const invitationOf = (token: string | null) => (token === null ? {} : { invitation_token: token })
const whoIn = ({ display_name, email }: Values<'display_name' | 'email'>) => ({ display_name: display_name.trim(), email: email.trim() })

const whoFaults = (values: Values<'display_name' | 'email'>) => ({
  ...neededFault('display_name', values.display_name),
  ...emailFault(values.email),
})

type NewAccountProps = { readonly invitation: string | null; readonly submit: string }

/** Signs in when it is done: the page around it then shows what follows. */
export function NewAccount({ invitation, submit }: NewAccountProps) {
  const account = useAccount()
  const own = useRealmWords()
  const passkey = useCeremony()
  const form = useForm<Names>({
    names,
    check: (values) => ({ ...whoFaults(values), ...newPasswordFault('password', values.password) }),
    send: (values) => register(account, { ...whoIn(values), password: values.password, ...invitationOf(invitation) }),
  })
  const withPasskey = (): void => {
    const values = form.read()
    if (form.refuse(whoFaults(values))) return
    void passkey.run(() => signUpWithPasskey(account, { ...whoIn(values), ...invitationOf(invitation) }))
  }
  return (
    <form {...form.props} className="stack">
      <FailureAlert failure={form.failure} own={signInCodes} />
      <Field
        label={words.name}
        name="display_name"
        autoComplete="name"
        maxLength={80}
        hint={own.nameHint}
        error={form.faults.display_name}
      />
      <Field
        label={words.email}
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={form.faults.email}
      />
      <Field
        label={words.password}
        name="password"
        type="password"
        autoComplete="new-password"
        hint={words.passwordHint}
        error={form.faults.password}
      />
      <div>
        <Button type="submit" kind="primary" aria-disabled={form.busy}>
          {form.busy ? words.registering : submit}
        </Button>
      </div>
      <CeremonyAlert outcome={passkey.outcome} own={signInCodes} />
      {canUsePasskeys() && (
        <div>
          <Button onClick={withPasskey} aria-disabled={passkey.busy}>
            {passkey.busy ? words.addingPasskey : words.registerWithPasskey}
          </Button>
        </div>
      )}
    </form>
  )
}

export function RegisterPage() {
  const own = useRealmWords()
  const ways = useWays()
  return (
    <div className="entry">
      <h1>{words.register}</h1>
      <p>{own.registerLead}</p>
      <NewAccount invitation={null} submit={words.register} />
      <p className="small">
        <Link href={ways.signIn}>{words.backToSignIn}</Link>
      </p>
    </div>
  )
}
