/** Where the parts of the first page stand: a dark room for the picture, what is said of it below. With nothing in it yet it is the page that loads. */
import './channel-frame.css'
import type { ReactNode } from 'react'
import { Stage } from '../home/stage.tsx'

type ChannelFrameProps = { readonly picture: ReactNode; readonly children: ReactNode }

export function ChannelFrame({ picture, children }: ChannelFrameProps) {
  return (
    <div className="channel">
      <div className="channel-room">
        <div className="channel-picture">{picture}</div>
      </div>
      <div className="channel-below">{children}</div>
    </div>
  )
}

/** Before the channel is known. */
export function ChannelOpening({ title, line }: { readonly title: string; readonly line: string }) {
  return (
    <ChannelFrame picture={<Stage />}>
      <div className="channel-now">
        <h1>{title}</h1>
        <output className="channel-detail">{line}</output>
      </div>
    </ChannelFrame>
  )
}
