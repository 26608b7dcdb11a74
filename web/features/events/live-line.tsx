/** Whether the stream moves by itself, as of when, and how many came that are not shown yet. */
import { Button } from '../../ui/button.tsx'
import { fullCount, viewerZone, zonedTime } from '../../ui/format.ts'
import { Tag } from '../../ui/tag.tsx'
import type { Stream } from './stream.ts'
import { words } from './words.ts'

export function LiveLine({ stream, live }: { readonly stream: Stream; readonly live: boolean }) {
  const time = zonedTime(stream.askedAt)
  return (
    <p className="events-live small quiet" title={viewerZone()}>
      {!live ? (
        words.past
      ) : stream.lost === null ? (
        <>
          <Tag tone="good">{words.live}</Tag> <span>{words.liveAsOf(time)}</span>
        </>
      ) : (
        <>
          <Tag tone="warn">{words.lost}</Tag> <span>{words.lostSince(time)}</span>
        </>
      )}
    </p>
  )
}

/** Over the page, so that it is there wherever the reader is. Screen readers hear the number. */
export function Fresh({ stream, onShow }: { readonly stream: Stream; readonly onShow: () => void }) {
  const count = stream.waiting.length
  const many = stream.anew !== null
  return (
    <output className="events-fresh">
      {count > 0 && (
        <Button kind="primary" onClick={onShow}>
          {many ? words.freshMany(fullCount(count)) : words.fresh(fullCount(count))}
        </Button>
      )}
    </output>
  )
}
