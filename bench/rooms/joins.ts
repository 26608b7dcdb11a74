/** Everyone at once: how fast a room that is empty fills, and who is told to come a little later. */
import { whole } from '../../scripts/replay/table.ts'
import type { Section } from '../support/section.ts'
import { median } from '../support/statistics.ts'
import { contenderNames, contenders, type ContenderName } from './contenders.ts'
import { type Opened, startCrowd } from './crowd.ts'
import type { Plan } from './plan.ts'

const storm = async (name: ContenderName, sockets: number): Promise<Opened> => {
  const contender = await contenders[name].start(sockets)
  const crowd = startCrowd()
  try {
    return await crowd.open({ ...(await contender.room()), count: sockets, perSecond: 0 })
  } finally {
    crowd.end()
    await contender.stop()
  }
}

export const joins = async ({ joins: { sockets, turns } }: Plan): Promise<Section> => {
  const figures = []
  for (const name of contenderNames) {
    const storms: Opened[] = []
    for (let i = 0; i < turns; i++) storms.push(await storm(name, sockets))
    figures.push({
      contender: name,
      sockets,
      seconds: median(storms.map(({ seconds }) => seconds)),
      peak_per_s: Math.max(...storms.map(({ peakPerSecond }) => peakPerSecond)),
      refusals: median(storms.map(({ refusals }) => refusals)),
    })
  }
  return {
    name: 'joins',
    title: `Everyone at once: ${whole(sockets)} new sockets into an empty room`,
    head: ['', 'seconds until all are in', 'peak/s', 'told to come later'],
    rows: figures.map((f) => [contenders[f.contender].label, f.seconds.toFixed(1), whole(f.peak_per_s), whole(f.refusals)]),
    notes: [
      'Prost lets a room have 250 new connections a second and gives the others a moment of their own to come back, so that the room stays usable while it fills',
      'a join of Prost checks a token, asks the person’s own object what restricts them, and is told to the room, the lobby and the app’s events; one of the others is an upgrade',
    ],
    figures,
  }
}
