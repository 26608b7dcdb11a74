/** What moderators, or the platform by itself, did about a person: restrictions that hold until they are over, and warnings that are told once. Pure. */
import type { RoomId } from '../../contract/ids.ts'
import type { Input, Run } from './person-run.ts'
import { roomsOf, tell, tellRooms } from './person-run.ts'
import type { WarningRow } from './person-state.ts'

/** Nobody is told of a warning that is older. */
export const warningMs = 30 * 86_400_000

export const restrict = (run: Run, { restriction }: Pick<Input<'restrict'>, 'restriction'>): void => {
  const { state, now, effects } = run
  const isOver = restriction.expires_at !== null && restriction.expires_at <= now
  const known = state.restrictions.get(restriction.action_id)
  if (isOver || known?.expires_at === restriction.expires_at) return
  state.restrictions.set(restriction.action_id, restriction)
  effects.push({ type: 'save_restriction', row: restriction })
  tellRooms(run)
}

/** What the kernel says restricts the person, asked for once in an object's life. */
export const load = (run: Run, { restrictions }: Input<'load'>): void => {
  if (run.state.isLoaded) return
  run.state.isLoaded = true
  run.effects.push({ type: 'save_loaded' })
  for (const restriction of restrictions) restrict(run, { restriction })
}

export const lift = (run: Run, { action }: Input<'lift'>): void => {
  if (drop(run, action)) tellRooms(run)
  forgetWarning(run, action)
}

const drop = ({ state, effects }: Run, action: string): boolean => {
  if (!state.restrictions.delete(action)) return false
  effects.push({ type: 'drop_restriction', action })
  return true
}

/** Where the person is now; one who is nowhere is told on coming in. */
export const warn = (run: Run, { warning }: Input<'warn'>): void => {
  if (run.state.warnings.has(warning.action_id) || warning.at + warningMs <= run.now) return
  const rooms = roomsOf(run.state)
  saveWarning(run, { ...warning, isTold: rooms.length > 0 })
  for (const room of rooms) give(run, room, warning)
}

export const warnOnEntry = (run: Run, room: RoomId): void => {
  for (const row of run.state.warnings.values()) {
    if (row.isTold) continue
    saveWarning(run, { ...row, isTold: true })
    give(run, room, row)
  }
}

const give = (run: Run, room: RoomId, { action_id, reason, note }: Omit<WarningRow, 'isTold'>): void =>
  tell(run, { to: 'room', room, say: { type: 'warn', user: run.state.user, warning: { action_id, reason, note } } })

const saveWarning = ({ state, effects }: Run, row: WarningRow): void => {
  state.warnings.set(row.action_id, row)
  effects.push({ type: 'save_warning', row })
}

const forgetWarning = ({ state, effects }: Run, action: string): void => {
  for (const { action_id } of state.warnings.values()) {
    if (action_id !== action) continue
    state.warnings.delete(action_id)
    effects.push({ type: 'drop_warning', action: action_id })
  }
}

/** Epoch ms at which something of it is over. */
export const moderationDue = ({ state }: Pick<Run, 'state'>): number[] => [
  ...[...state.restrictions.values()].flatMap(({ expires_at }) => expires_at ?? []),
  ...[...state.warnings.values()].map(({ at }) => at + warningMs),
]

export const moderationTick = (run: Run): void => {
  const { state, now } = run
  const over = [...state.restrictions.values()].filter(({ expires_at }) => expires_at !== null && expires_at <= now)
  for (const { action_id } of over) drop(run, action_id)
  if (over.length > 0) tellRooms(run)
  for (const { action_id, at } of state.warnings.values()) if (at + warningMs <= now) forgetWarning(run, action_id)
}
