/** Where the picture would be: not there yet, or not at all. */
import { Stage } from '../home/stage.tsx'
import { words } from './words.ts'

export function ChannelStageEmpty({ isNone }: { readonly isNone: boolean }) {
  return (
    <div className="party-channel">
      <div className="party-picture">
        <Stage />
      </div>
      {isNone && <p className="party-on quiet small">{words.noChannel}</p>}
    </div>
  )
}
