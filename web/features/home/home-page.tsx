/** `/`: the channel of this deployment, or what there is without one. Light: it is the page that must be there first. */
import { Suspense, useEffect } from 'react'
import { lazyPage } from '../../i18n/lazy-page.ts'
import { ChannelOpening } from '../channel/channel-frame.tsx'
import { HoldingPage } from './holding-page.tsx'
import { useChannelId } from './use-channel-id.ts'
import { words } from './words.ts'

const load = () => import('../channel/channel-page.tsx').then((module) => ({ default: module.ChannelPage }))
const ChannelPage = lazyPage(load)

export function HomePage() {
  const { channel, isFailing, appKey } = useChannelId()
  // Beside the question, not after it. Who draws it hears of a failure.
  useEffect(() => void load().catch(() => {}), [])
  if (channel === null) return <HoldingPage />
  const opening = <ChannelOpening title={words.name} line={isFailing ? words.noAnswer : words.opening} />
  if (channel === undefined) return opening
  return (
    <Suspense fallback={opening}>
      <ChannelPage channel={channel} appKey={appKey} />
    </Suspense>
  )
}
