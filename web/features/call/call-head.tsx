/** Who it is, for how long, and how good the connection is. */
import { useNow } from '../../lib/use-now.ts'
import type { CallView } from './call.ts'
import { lengthOf } from './call-shown.ts'
import { CallIcon } from './icons.tsx'
import { qualities, words } from './words.ts'

type CallHeadProps = { readonly name: string; readonly view: CallView }

export function CallHead({ name, view: { state, quality } }: CallHeadProps) {
  const isSilent = state.media.at === 'live' && state.theirs?.sends?.audio === false
  return (
    <div className="call-head">
      <span className="call-name">{name}</span>
      {isSilent && (
        <span className="call-silent" title={words.silent(name)}>
          <CallIcon name="microphone_off" />
          <span className="unseen">{words.silent(name)}</span>
        </span>
      )}
      {state.liveSince !== null && <Length since={state.liveSince} />}
      {quality !== null && state.media.at === 'live' && (
        <span className={`call-quality call-quality-${quality}`} title={qualities[quality]}>
          <span className="unseen">{qualities[quality]}</span>
          <i />
          <i />
          <i />
        </span>
      )}
    </div>
  )
}

function Length({ since }: { readonly since: number }) {
  const now = useNow()
  return (
    <span className="call-length">
      <span className="unseen">{words.lasts}: </span>
      {lengthOf(now - since)}
    </span>
  )
}
