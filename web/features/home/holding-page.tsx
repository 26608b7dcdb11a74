/** `/` of a deployment without a channel: the stage, what this is, the ways in. */
import '../../ui/button.css'
import './home.css'
import { Link } from '../../app/router.tsx'
import { Stage } from './stage.tsx'
import { words } from './words.ts'

const promises = [
  ['POST /v1/events', 'postEvents'],
  ['GET /v1/metrics', 'getMetrics'],
  ['POST /v1/metrics/verify', 'verify'],
] as const satisfies readonly (readonly [string, keyof typeof words])[]

export function HoldingPage() {
  return (
    <div className="home">
      <Stage>
        <h1>{words.name}</h1>
        <p>{words.soon}</p>
      </Stage>
      <div className="home-side">
        <p className="home-lead">{words.lead}</p>
        <div className="home-ways">
          <Link className="button button-primary" href="/admin">
            {words.open}
          </Link>
          <Link className="button" href="/register">
            {words.register}
          </Link>
          <Link className="button" href="/docs">
            {words.api}
          </Link>
        </div>
      </div>
      <dl className="home-promises">
        {promises.map(([route, word]) => (
          <div key={route}>
            <dt>
              <code>{route}</code>
            </dt>
            <dd>{words[word]}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
