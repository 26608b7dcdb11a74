/** Where the provider sends people back to, ready to copy; null while it is not known yet. */
import { CopyButton } from '../../ui/copy-button.tsx'
import { words } from './words.ts'

export function Redirect({ address }: { readonly address: string | null }) {
  return (
    <div className="redirect">
      <p className="redirect-label">{words.redirect}</p>
      {address === null ? (
        <p className="quiet small">{words.redirectLater}</p>
      ) : (
        <>
          <CopyButton text={address} label={words.copyRedirect} />
          <code className="redirect-text break">{address}</code>
          <p className="quiet small redirect-text">{words.redirectHint}</p>
        </>
      )}
    </div>
  )
}
