/** One key: its public half, what it may do, and since when. */
import type { Key } from '../../../contract/apps.ts'
import { Button } from '../../ui/button.tsx'
import { CopyBeside } from '../../ui/copy-line.tsx'
import { dayOf, minuteOf } from '../../ui/format.ts'
import { Row } from '../../ui/rows.tsx'
import { Tag } from '../../ui/tag.tsx'
import { scopeWords, words } from './words.ts'

type KeyRowProps = { readonly of: Key; readonly onRotate: () => void; readonly onRevoke: () => void }

export function KeyRow({ of: key, onRotate, onRevoke }: KeyRowProps) {
  const over = key.revoked_at !== null
  return (
    <Row
      title={key.name}
      over={over}
      tags={over ? <Tag tone="error">{words.isRevoked}</Tag> : key.scopes.map((scope) => <Tag key={scope}>{scopeWords[scope].label}</Tag>)}
      actions={over ? undefined : <Actions of={key} onRotate={onRotate} onRevoke={onRevoke} />}
    >
      <CopyBeside text={key.key} copy={over ? null : words.copyPublic} />
      <p className="quiet">{historyOf(key)}</p>
      {!over && isOverlapping(key) && <p>{words.twoSecrets(minuteOf(key.previous_expires_at ?? ''))}</p>}
    </Row>
  )
}

/** The server says null when no second secret opens; a page that has been open for a while must see it end. */
const isOverlapping = ({ previous_expires_at }: Key): boolean =>
  previous_expires_at !== null && Date.parse(previous_expires_at) > Date.now()

function historyOf({ created_at, rotated_at, revoked_at }: Key): string {
  return [
    words.made(dayOf(created_at)),
    rotated_at !== null && words.rotatedOn(dayOf(rotated_at)),
    revoked_at !== null && words.revokedOn(minuteOf(revoked_at)),
  ]
    .filter((part) => part !== false)
    .join(', ')
}

function Actions({ of: key, onRotate, onRevoke }: KeyRowProps) {
  return (
    <>
      <Button onClick={onRotate} aria-label={words.rotateLabel(key.name)}>
        {words.rotate}
      </Button>
      <Button kind="danger" onClick={onRevoke} aria-label={words.revokeLabel(key.name)}>
        {words.revoke}
      </Button>
    </>
  )
}
