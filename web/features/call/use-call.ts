/** The call of a room's page, shared by the parts that show it: begun by the first of them, given back with the last. */
import { useEffect, useSyncExternalStore } from 'react'
import type { RoomLink } from '../../lib/room/room-link.ts'
import { sharedFor } from '../../lib/shared-for.ts'
import { useModeRoom } from '../modes/mode-room.ts'
import type { Call, CallView } from './call.ts'
import { startCall } from './call.ts'
import { useLeaving } from './use-leaving.ts'

/** Where the other's picture is drawn: what stands on it goes there, whichever part it is. */
export type Frame = {
  readonly element: () => HTMLElement | null
  readonly subscribe: (listener: () => void) => () => void
  readonly put: (element: HTMLElement | null) => void
}

export type SharedCall = { readonly call: Call; readonly frame: Frame }

const newFrame = (): Frame => {
  const listeners = new Set<() => void>()
  let element: HTMLElement | null = null
  return {
    element: () => element,
    subscribe: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    put: (next) => {
      element = next
      for (const listener of listeners) listener()
    },
  }
}

const calls = sharedFor<RoomLink, SharedCall>(({ call }) => call.close())

/** Null until the page is in the room. */
export function useCall(): SharedCall | null {
  const { link, view, account } = useModeRoom()
  const leave = useLeaving()
  const session = view.session?.id ?? null
  useEffect(() => {
    if (link === null || session === null) return undefined
    const onHungUp = (): void => leave.current()
    return calls.hold(link, () => ({ call: startCall({ link, session, ask: account.call, onHungUp }), frame: newFrame() }))
  }, [link, session, account, leave])
  return calls.useShared(link)
}

export const useCallView = (call: Call): CallView => useSyncExternalStore(call.subscribe, call.view)

export const useFrame = ({ subscribe, element }: Frame): HTMLElement | null => useSyncExternalStore(subscribe, element)
