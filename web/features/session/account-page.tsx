/** `/admin/account`: what is the person's own. Composes; each part loads and says for itself. */
import './session.css'
import type { User } from '../../../contract/identity.ts'
import { PageHead } from '../../ui/section.tsx'
import { PasskeySection } from './passkey-section.tsx'
import { PasswordSection } from './password-section.tsx'
import { ProfileSection } from './profile-section.tsx'
import { SignInSection } from './sign-in-section.tsx'
import { SignOutButton } from './sign-out-button.tsx'
import { words } from './words.ts'

export function AccountPage({ user }: { readonly user: User }) {
  return (
    <div className="page account">
      <PageHead title={words.account}>
        <SignOutButton />
      </PageHead>
      <ProfileSection user={user} />
      <PasswordSection email={user.email} />
      <PasskeySection />
      <SignInSection />
    </div>
  )
}
