/** Somebody who is signed in, but as one of an app's people. */
import type { ApiFailure } from './http.ts'
import { SignOutButton } from './sign-out-button.tsx'
import { words } from './words.ts'

export const isNotOperator = (failure: ApiFailure): boolean => failure.kind === 'problem' && failure.code === 'insufficient_role'

export function NotOperator({ email }: { readonly email: string }) {
  return (
    <div className="narrow">
      <h1>{words.notOperator}</h1>
      <p className="break">{words.emailOf(email)}</p>
      <p>{words.notOperatorDetail}</p>
      <div className="buttons">
        <SignOutButton />
      </div>
    </div>
  )
}
