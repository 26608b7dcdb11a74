/** What stands on the picture while it is not simply there: it loads, it waits, it was stopped, it can not be played. */
import type { Cover } from './channel-view.ts'
import { Icon } from './icons.tsx'
import { player as words } from './words.ts'

/** The sentence of a cover; empty where there is nothing to say. */
export function sentenceOf(cover: Cover): string {
  return cover === 'none' || cover === 'paused' ? '' : words[cover]
}

type CoverProps = { readonly cover: Cover; readonly onPlay: () => void }

export function CoverView({ cover, onPlay }: CoverProps) {
  if (cover === 'none') return null
  if (cover === 'paused')
    return (
      <div className="cover">
        <button type="button" className="cover-play" aria-label={words.play} onClick={onPlay}>
          <Icon name="play" />
        </button>
      </div>
    )
  return (
    <div className={`cover cover-${cover}`} aria-hidden="true">
      <div className="cover-line">
        {cover === 'unsupported' ? null : <span className="spinner" />}
        <p>{sentenceOf(cover)}</p>
      </div>
      {cover === 'unsupported' && <p className="cover-detail">{words.unsupportedDetail}</p>}
    </div>
  )
}
