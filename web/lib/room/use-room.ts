/** The view of a link, for components. */
import { useSyncExternalStore } from 'react'
import type { RoomLink } from './room-link.ts'
import type { RoomView } from './room-view.ts'

export const useRoom = (link: RoomLink): RoomView => useSyncExternalStore(link.subscribe, link.view)
