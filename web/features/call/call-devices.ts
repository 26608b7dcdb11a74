/** Camera and microphone of a call: asking for them, going without, turning them on and off. Pure. */
import { assertNever } from '../../ui/assert-never.ts'
import { greet, only } from './call-acts.ts'
import type { CallInput, CallState, CallStep, Own } from './call-state.ts'

type DeviceInput = Extract<CallInput, { type: 'devices' | 'no_devices' | 'turned' | 'turn' | 'try_devices' | 'go_without' }>

export function devicesMoved(state: CallState, input: DeviceInput, now: number): CallStep {
  switch (input.type) {
    case 'devices':
      return withOwn({ ...state, devices: { at: 'ready' } }, input.own, now)
    case 'no_devices':
      return only(
        { ...state, devices: { at: 'trouble', why: input.why } },
        { do: 'report', code: input.why === 'denied' ? 'device_denied' : 'device_failed' },
      )
    case 'turned':
      return state.own[input.kind] === input.to ? only(state) : withOwn(state, { ...state.own, [input.kind]: input.to }, now)
    case 'turn': {
      if (state.devices.at !== 'ready') return only(state)
      const { state: next, effects } = withOwn(state, { ...state.own, [input.kind]: input.on ? 'on' : 'off' }, now)
      return only(next, { do: 'turn', kind: input.kind, on: input.on }, ...effects)
    }
    case 'try_devices':
      return state.devices.at === 'trouble' ? only({ ...state, devices: { at: 'asking' } }, { do: 'ask_devices' }) : only(state)
    case 'go_without':
      return state.devices.at === 'trouble' ? only({ ...state, devices: { at: 'ready' } }) : only(state)
    default:
      return assertNever(input)
  }
}

const withOwn = (state: CallState, own: Own, now: number): CallStep => greet({ ...state, own, turn: state.turn + 1 }, now)
