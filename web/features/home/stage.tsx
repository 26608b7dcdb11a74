/** The stage of the first page, 16:9: two glasses meet before the lights of a bar. It stands where the picture of the channel will be, too. */
import './stage.css'
import type { ReactNode } from 'react'

const glass = 'M-46-104h92L30 96h-60z'
const drink = 'M-37-40h74L26 88h-52z'
const foam = 'M-39-54h78l-2 16c-12 8-26-2-38 3s-26 4-36-3z'

function Glass({ side }: { readonly side: 'left' | 'right' }) {
  return (
    <g className={`glass glass-${side}`}>
      <path className="glass-drink" d={drink} />
      <path className="glass-foam" d={foam} />
      <path className="glass-line" d={glass} />
    </g>
  )
}

export function Stage({ children }: { readonly children?: ReactNode }) {
  return (
    <div className="stage">
      <div className="stage-lights stage-far" aria-hidden="true" />
      <div className="stage-lights stage-near" aria-hidden="true" />
      <svg className="stage-glasses" viewBox="-200 -170 400 300" aria-hidden="true">
        <circle className="stage-spark" r="90" cy="-92" />
        <Glass side="left" />
        <Glass side="right" />
      </svg>
      {children !== undefined && <div className="stage-text">{children}</div>}
    </div>
  )
}
