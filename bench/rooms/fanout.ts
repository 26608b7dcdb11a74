/** Messages to everyone in a room: many at once, and one at a time. */
import { whole } from '../../scripts/replay/table.ts'
import type { Section } from '../support/section.ts'
import { median, ratio } from '../support/statistics.ts'
import { contenderNames, contenders, type ContenderName } from './contenders.ts'
import { type Said, startCrowd } from './crowd.ts'
import type { CrowdPlan, Plan } from './plan.ts'

type Turn = { readonly burstPerS: number; readonly paced: Said; readonly lost: number; readonly differing: number; readonly broken: number }

/** People come as slowly as the platform lets them in; how fast that may be is `joins`'. */
const joinsPerS = 200
const pacedEveryMs = 100

const turn = async (name: ContenderName, { sockets, warmBursts, bursts: counted, burstMessages }: CrowdPlan, plan: Plan): Promise<Turn> => {
  const contender = await contenders[name].start(sockets)
  const crowd = startCrowd()
  try {
    await crowd.open({ ...(await contender.room()), count: sockets, perSecond: joinsPerS })
    const burst = { messages: burstMessages, everyMs: 0 }
    const warm: Said[] = []
    for (let i = 0; i < warmBursts; i++) warm.push(await crowd.say(burst))
    const bursts: Said[] = []
    for (let i = 0; i < counted; i++) bursts.push(await crowd.say(burst))
    const paced = await crowd.say({ messages: plan.pacedMessages, everyMs: pacedEveryMs })
    const all = [...warm, ...bursts, paced]
    return {
      burstPerS: median(bursts.map(({ deliveries, seconds }) => deliveries / seconds)),
      paced,
      lost: all.reduce((sum, { lost }) => sum + lost, 0),
      differing: Math.max(...all.map(({ differing }) => differing)),
      broken: paced.broken,
    }
  } finally {
    crowd.end()
    await contender.stop()
  }
}

/** Ours to theirs, of the same turn. */
const times = (turns: Readonly<Record<ContenderName, readonly Turn[]>>, name: ContenderName, of: (turn: Turn) => number): number =>
  median(turns.prost.map((own, i) => of(own) / of(turns[name][i] ?? own)))

export const fanout = async (plan: Plan, size: CrowdPlan): Promise<Section> => {
  const { sockets } = size
  const turns: Record<ContenderName, Turn[]> = { ws: [], socket_io: [], partyserver: [], prost: [] }
  for (let i = 0; i < size.turns; i++) for (const name of contenderNames) turns[name].push(await turn(name, size, plan))
  const figures = contenderNames.map((name) => ({
    sockets,
    contender: name,
    burst_per_s: median(turns[name].map(({ burstPerS }) => burstPerS)),
    prost_times: times(turns, name, ({ burstPerS }) => burstPerS),
    paced_p50_ms: median(turns[name].map(({ paced }) => paced.p50)),
    paced_p99_ms: median(turns[name].map(({ paced }) => paced.p99)),
    prost_p50_times: times(turns, name, ({ paced }) => paced.p50),
    prost_p99_times: times(turns, name, ({ paced }) => paced.p99),
    lost: turns[name].reduce((sum, { lost }) => sum + lost, 0),
    differing: Math.max(...turns[name].map(({ differing }) => differing)),
    broken: Math.max(...turns[name].map(({ broken }) => broken)),
  }))
  return {
    name: `fanout-${sockets}`,
    title:
      'A message to everyone in a room: deliveries a second (targets: burst ≥ 10 × partyserver, ≥ 3 × socket.io; one at a time ≤ partyserver’s; 0 lost)',
    head: ['sockets', '', 'burst/s', 'Prost is', 'p50 ms', 'Prost is', 'p99 ms', 'Prost is', 'lost', 'differing'],
    rows: figures.map((f) => [
      whole(f.sockets),
      contenders[f.contender].label,
      whole(f.burst_per_s),
      ratio(f.prost_times),
      f.paced_p50_ms.toFixed(1),
      ratio(f.prost_p50_times),
      f.paced_p99_ms.toFixed(1),
      ratio(f.prost_p99_times),
      whole(f.lost),
      whole(f.differing + f.broken),
    ]),
    notes: [
      `burst: ${size.burstMessages} messages of 100 bytes at once, each of another member, until the last one is everywhere; p50 and p99: one every ${pacedEveryMs} ms, from sending to each delivery`,
      `the same crowd for all: one process, raw sockets; ${size.turns} ${size.turns === 1 ? 'turn' : 'turns'}, each server started anew; "differing" heard something else or in another order than the first socket, or was closed`,
      'Prost keeps every message in SQLite before anybody hears it, dedupes, acknowledges, orders and judges it; the peers pass it on',
      'only Prost puts what gathers within 20 ms into one frame; ws, socket.io and partyserver send a frame for each message',
      'Prost and partyserver run in workerd through Miniflare, each on one thread; ws and socket.io in Node',
    ],
    figures,
  }
}
