/** One provider: whose accounts, which client, the address it sends back to, and what may be done with it. */
import type { Provider } from '../../../contract/oauth.ts'
import { Button } from '../../ui/button.tsx'
import { CopyBeside } from '../../ui/copy-line.tsx'
import { dayOf } from '../../ui/format.ts'
import { Row } from '../../ui/rows.tsx'
import { Tag } from '../../ui/tag.tsx'
import { words } from './words.ts'

type ProviderRowProps = { readonly of: Provider; readonly onEdit: () => void; readonly onRemove: () => void }

export function ProviderRow({
  of: { provider, issuer, client_id, has_secret, redirect_uri, updated_at },
  onEdit,
  onRemove,
}: ProviderRowProps) {
  return (
    <Row
      title={provider}
      tags={<Tag>{has_secret ? words.withSecret : words.publicClient}</Tag>}
      actions={
        <>
          <Button onClick={onEdit} aria-label={words.editLabel(provider)}>
            {words.edit}
          </Button>
          <Button kind="danger" onClick={onRemove} aria-label={words.removeLabel(provider)}>
            {words.remove}
          </Button>
        </>
      }
    >
      <p className="break">{issuer}</p>
      <CopyBeside text={redirect_uri} copy={words.copyRedirect} />
      <p className="quiet break">
        {words.client(client_id)}, {words.changed(dayOf(updated_at))}
      </p>
    </Row>
  )
}
