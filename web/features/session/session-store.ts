/**
 * Who is signed in at this page in one realm: the state that components see, and the access token that only calls take. In memory only; the
 * refresh token is in a cookie that no script can read. Other tabs hear what changes and say what changes.
 */
import type { Tokens, User } from '../../../contract/identity.ts'
import { assertNever } from '../../ui/assert-never.ts'
import type { ApiFailure } from './http.ts'
import { readTokens, readUser } from './tokens.ts'

export type Session =
  /** Not known yet: the cookie is being asked. */
  | { readonly status: 'starting' }
  /** It could not be found out. */
  | { readonly status: 'unknown'; readonly failure: ApiFailure }
  | { readonly status: 'out'; readonly why: 'nobody' | 'ended' | 'left' }
  | { readonly status: 'in'; readonly user: User }

/** `expiresAt` is this machine's epoch ms. */
export type AccessToken = { readonly text: string; readonly expiresAt: number }

export type SessionStore = {
  readonly currentSession: () => Session
  readonly accessToken: () => AccessToken | null
  readonly onSession: (listener: () => void) => () => void
  /** A sign-in or a refresh of this tab. */
  readonly adopt: (tokens: Tokens) => void
  /** The person changed something of theirs. */
  readonly adoptUser: (user: User) => void
  /** `nobody`: there was no sign-in to begin with, which is no news to other tabs. */
  readonly leave: (why: 'nobody' | 'ended' | 'left') => void
  readonly notKnown: (failure: ApiFailure) => void
  readonly starting: () => void
}

type Message =
  | { readonly type: 'tokens'; readonly tokens: Tokens }
  | { readonly type: 'user'; readonly user: User }
  | { readonly type: 'out'; readonly why: 'ended' | 'left' }

/** A tab with an older or newer page may say what this one does not know. */
function readMessage(data: unknown): Message | null {
  if (typeof data !== 'object' || data === null || !('type' in data)) return null
  if (data.type === 'tokens' && 'tokens' in data) {
    const tokens = readTokens(data.tokens)
    return tokens && { type: 'tokens', tokens }
  }
  if (data.type === 'user' && 'user' in data) {
    const user = readUser(data.user)
    return user && { type: 'user', user }
  }
  return data.type === 'out' && 'why' in data ? { type: 'out', why: data.why === 'left' ? 'left' : 'ended' } : null
}

/** `channelName`: where the tabs of this realm tell each other. */
export function createSessionStore(channelName: string): SessionStore {
  let session: Session = { status: 'starting' }
  let access: AccessToken | null = null
  const listeners = new Set<() => void>()
  /** Null where the browser has none: then each tab is for itself. */
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(channelName)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel is of one origin and takes no target
  const say = (message: Message): void => channel?.postMessage(message)

  const move = (next: Session, token: AccessToken | null): void => {
    session = next
    access = token
    for (const listener of listeners) listener()
  }
  const take = (tokens: Tokens): void =>
    move({ status: 'in', user: tokens.user }, { text: tokens.access_token, expiresAt: Date.now() + tokens.expires_in * 1_000 })

  const hear = (message: Message): void => {
    switch (message.type) {
      case 'tokens':
        return take(message.tokens)
      case 'user':
        return session.status === 'in' && session.user.id === message.user.id
          ? move({ status: 'in', user: message.user }, access)
          : undefined
      case 'out':
        return session.status === 'out' ? undefined : move({ status: 'out', why: message.why }, null)
      default:
        return assertNever(message)
    }
  }
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = readMessage(data)
    if (message) hear(message)
  })

  return {
    currentSession: () => session,
    accessToken: () => access,
    onSession: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    adopt: (tokens) => {
      take(tokens)
      say({ type: 'tokens', tokens })
    },
    adoptUser: (user) => {
      if (session.status !== 'in') return
      move({ status: 'in', user }, access)
      say({ type: 'user', user })
    },
    leave: (why) => {
      move({ status: 'out', why }, null)
      if (why !== 'nobody') say({ type: 'out', why })
    },
    notKnown: (failure) => move({ status: 'unknown', failure }, null),
    starting: () => move({ status: 'starting' }, null),
  }
}
