/** Status and playlist at the channel's door: requests a second against an empty Worker that has the same bytes in its memory, and nginx with them as files. */
import { whole } from '../../scripts/replay/table.ts'
import { type Nginx, startNginx } from '../peers/nginx.ts'
import { cannon, type RoundReport } from '../support/autocannon.ts'
import type { Section } from '../support/section.ts'
import { median, ratio } from '../support/statistics.ts'
import type { Plan } from './plan.ts'
import { type Stand, startStand } from './stand.ts'

const connections = 16
const warmSeconds = 2

const documents = ['status', 'playlist'] as const
type Document = (typeof documents)[number]

const pathOf = (document: Document, channel: string): string =>
  document === 'status' ? `/v1/channels/${channel}/status` : `/live/${channel}/720p.m3u8`

type Pair = { readonly own: RoundReport; readonly peer: RoundReport; readonly empty: RoundReport; readonly nginx: RoundReport | null }

/** The peers get what the door answers now. Answers its size in bytes. */
const lend = async ({ runtime, keeping }: Stand, nginx: Nginx | null, path: string): Promise<number> => {
  const answer = await fetch(`${runtime.sync}${path}`)
  const body = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${body}`)
  await fetch(`${keeping}${path}`, { method: 'PUT', body, headers: { 'Content-Type': answer.headers.get('Content-Type') ?? '' } })
  nginx?.lend(path, body)
  return new TextEncoder().encode(body).length
}

const measure = async ({ runtime, keeping }: Stand, nginx: Nginx | null, path: string, plan: Plan): Promise<Pair[]> => {
  const shoot = (url: string, seconds: number): Promise<RoundReport> => cannon({ url, path, headers: {}, connections, seconds })
  const urls = { own: runtime.sync, peer: keeping, empty: runtime.empty }
  for (const url of [...Object.values(urls), ...(nginx === null ? [] : [nginx.url])]) await shoot(url, warmSeconds)
  const pairs: Pair[] = []
  for (let round = 0; round < plan.rounds; round++)
    pairs.push({
      peer: await shoot(urls.peer, plan.roundSeconds),
      own: await shoot(urls.own, plan.roundSeconds),
      empty: await shoot(urls.empty, plan.roundSeconds),
      nginx: nginx === null ? null : await shoot(nginx.url, plan.roundSeconds),
    })
  return pairs
}

const target = 0.8

export const doors = async (plan: Plan): Promise<Section> => {
  const nginx = await startNginx()
  const stand = await startStand()
  try {
    const figures = []
    for (const document of documents) {
      const path = pathOf(document, stand.channel)
      const bytes = await lend(stand, nginx, path)
      const pairs = await measure(stand, nginx, path, plan)
      figures.push({
        document,
        bytes,
        requests_per_s: median(pairs.map(({ own }) => own.perSecond)),
        peer_per_s: median(pairs.map(({ peer }) => peer.perSecond)),
        empty_per_s: median(pairs.map(({ empty }) => empty.perSecond)),
        ratio: median(pairs.map(({ own, peer }) => own.perSecond / peer.perSecond)),
        over_empty: median(pairs.map(({ own, empty }) => own.perSecond / empty.perSecond)),
        nginx_per_s: nginx === null ? null : median(pairs.map((each) => each.nginx?.perSecond ?? 0)),
        p99_ms: median(pairs.map(({ own }) => own.p99)),
        failures: pairs.flatMap(({ own }) => (own.failed > 0 ? [own.failures] : [])),
      })
    }
    return {
      name: 'doors',
      title: `The channel's door: requests a second against an empty cached Worker (target: ≥ ${target})`,
      head: ['', 'bytes', 'requests/s', 'empty cached Worker', 'ratio', 'empty Worker', 'ratio', 'nginx', 'p99 ms'],
      rows: figures.map((f) => [
        f.document,
        whole(f.bytes),
        whole(f.requests_per_s),
        whole(f.peer_per_s),
        ratio(f.ratio),
        whole(f.empty_per_s),
        ratio(f.over_empty),
        f.nginx_per_s === null ? 'not to be had' : whole(f.nginx_per_s),
        whole(f.p99_ms),
      ]),
      notes: [
        ...figures.flatMap((f) => (f.failures.length > 0 ? [`FAILED at ${f.document}: ${f.failures.join('; ')}`] : [])),
        `autocannon, ${connections} connections, ${plan.rounds} × ${plan.roundSeconds} s each in turn; ratios are of neighbours in time`,
        'the LAB reports all the while; the empty cached Worker answers the same bytes from its memory, the empty one 204 without any',
        'nginx serves the same bytes as files, with a worker a core; the Workers share one thread',
        'the local router of the slate’s files, which stands in front of the Worker and is slower than it, is left out: no document comes from it',
        'the platform’s own cache, which stands in front of the Worker in production, does not exist here',
      ],
      figures,
    }
  } finally {
    await stand.stop()
    nginx?.stop()
  }
}
