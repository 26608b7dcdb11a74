/** Users with a live session, by the feature they are in. */
import { Bars } from '../../ui/bars.tsx'
import { words } from './words.ts'

export function FeatureBars({ users }: { readonly users: Readonly<Record<string, number>> }) {
  const items = Object.entries(users).map(([name, value]) => ({ name, value }))
  return (
    <section className="panel" aria-labelledby="features-title">
      <div className="panel-head">
        <h2 id="features-title">{words.features}</h2>
        <p className="quiet small">{words.featuresNow}</p>
      </div>
      {items.length === 0 ? <p className="quiet small">{words.noFeature}</p> : <Bars items={items} />}
    </section>
  )
}
