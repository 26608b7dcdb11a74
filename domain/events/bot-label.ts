/** Whether an event comes from a likely bot, by the user agent its sender names or (public-key calls) calls with. */
import { isbot } from 'isbot'

/** Labels the events of one request. */
export type BotLabel = (contextUserAgent: string | undefined) => boolean

/** `byDefault`: the label of the request itself, see `isBotCall`. The last answer is kept: events of one request mostly share a client. */
export const botLabel = (byDefault: boolean): BotLabel => {
  let last: { readonly userAgent: string; readonly bot: boolean } | null = null
  return (userAgent) => {
    if (userAgent === undefined) return byDefault
    if (last?.userAgent !== userAgent) last = { userAgent, bot: isbot(userAgent) }
    return last.bot
  }
}

/** The user agent of an app server says nothing of its users, so only public-key calls are judged by it. */
export const isBotCall = (kind: 'secret' | 'public', userAgent: string | null): boolean => kind === 'public' && isbot(userAgent)
