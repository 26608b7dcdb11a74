/**
 * Whose sign-in a page keeps: an operator's, in the console, or a person's of the app that this deployment's pages are for. Both may be
 * signed in in one browser and know nothing of each other: every name that the browser keeps something under is made here.
 */
import type { PublicKey } from '../../../contract/ids.ts'

export type Realm = { readonly of: 'operators' } | { readonly of: 'people'; readonly appKey: PublicKey }

type Keeping = {
  /** As `X-Prost-Session` asks for it. */
  readonly cookie: 'cookie' | 'app-cookie'
  /** Where tabs tell each other. */
  readonly channel: string
  /** One tab at a time refreshes. */
  readonly lock: string
}

export const keepingOf = ({ of }: Realm): Keeping =>
  of === 'operators'
    ? { cookie: 'cookie', channel: 'prost-session', lock: 'prost-refresh' }
    : { cookie: 'app-cookie', channel: 'prost-session-app', lock: 'prost-refresh-app' }

/** Who is not signed in yet says whose people are meant; without a key it is the console's. */
export const anonymous = (realm: Realm): { readonly appKey?: string } => (realm.of === 'operators' ? {} : { appKey: realm.appKey })
