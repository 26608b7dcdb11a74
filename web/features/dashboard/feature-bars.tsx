/** Users with a live session, by the feature they are in. */
import { Bars } from '../../ui/bars.tsx'

export function FeatureBars({ users }: { readonly users: Readonly<Record<string, number>> }) {
  const items = Object.entries(users).map(([name, value]) => ({ name, value }))
  return (
    <section className="panel" aria-labelledby="features-title">
      <div className="panel-head">
        <h2 id="features-title">Users by feature</h2>
        <p className="quiet small">in a live session now</p>
      </div>
      {items.length === 0 ? <p className="quiet small">Nobody with a live session is in a feature.</p> : <Bars items={items} />}
    </section>
  )
}
