/** What is on: a round of programmes that goes round by the clock, so that every LAB says the same at the same time. */
import type { Programme } from '../contract/lab.ts'

type Show = { readonly title: string; readonly description: string; readonly minutes: number }

const shows: readonly Show[] = [
  { title: 'Vinil da Madrugada', description: 'Lados B que ninguém pediu e todo mundo fica para ouvir.', minutes: 25 },
  { title: 'Cinema de Rua', description: 'Curtas filmados entre a Augusta e o Minhocão.', minutes: 18 },
  { title: 'Conversa de Balcão', description: 'Duas pessoas, um bar, nenhuma pauta.', minutes: 22 },
  { title: 'Samba na Laje', description: 'Roda gravada ao vivo, com vista para a cidade.', minutes: 30 },
  { title: 'Poesia & Percussão', description: 'Versos de agora sobre tambores de sempre.', minutes: 15 },
  { title: 'Jazz no Terraço', description: 'Um quarteto, uma noite quente, o que vier.', minutes: 28 },
  { title: 'Correio Sentimental', description: 'Cartas de quem assiste, lidas em voz baixa.', minutes: 12 },
]

const minuteMs = 60_000
const roundMs = shows.reduce((sum, { minutes }) => sum + minutes * minuteMs, 0)

type Slot = { readonly show: Show; readonly startsAt: number; readonly endsAt: number }

const slotAt = (now: number): Slot => {
  let startsAt = now - (now % roundMs)
  for (const show of shows) {
    const endsAt = startsAt + show.minutes * minuteMs
    if (now < endsAt) return { show, startsAt, endsAt }
    startsAt = endsAt
  }
  throw new Error('a round without an end')
}

const time = (ms: number): string => new Date(ms).toISOString()

/** Now and the next three. `now` in epoch ms. */
export const programmeAt = (now: number): { now_playing: Programme; up_next: Programme[] } => {
  const current = slotAt(now)
  const next: Slot[] = []
  for (let slot = current; next.length < 3;) {
    slot = slotAt(slot.endsAt)
    next.push(slot)
  }
  const { title, description } = current.show
  return {
    now_playing: { title, description, started_at: time(current.startsAt), ends_at: time(current.endsAt) },
    up_next: next.map(({ show, startsAt, endsAt }) => ({
      title: show.title,
      description: show.description,
      starts_at: time(startsAt),
      ends_at: time(endsAt),
    })),
  }
}
