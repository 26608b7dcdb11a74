/** `/`: the name, what it is, the way in. */
import './home-page.css'
import { Link } from './router.tsx'

export function HomePage() {
  return (
    <div className="home">
      <h1>Prost</h1>
      <p className="home-lead">
        One platform for live social apps: they post what happens, and everyone who answers for them sees it at once, in numbers that can be
        proven.
      </p>
      <p>
        <Link className="button button-primary" href="/admin">
          Open live metrics
        </Link>
      </p>
      <dl className="home-routes">
        <div>
          <dt>
            <code>POST /v1/events</code>
          </dt>
          <dd>A receipt for every event. Counted once, however often it is sent.</dd>
        </div>
        <div>
          <dt>
            <code>GET /v1/metrics</code>
          </dt>
          <dd>Who is here and what they do, with the age of every answer.</dd>
        </div>
        <div>
          <dt>
            <code>POST /v1/metrics/verify</code>
          </dt>
          <dd>Every stored number rebuilt from the raw events, on demand.</dd>
        </div>
      </dl>
    </div>
  )
}
