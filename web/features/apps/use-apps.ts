/** The operator's apps, loaded once for the bar and the pages, and kept true to what the pages change. */
import { createContext, useContext } from 'react'
import type { App } from '../../../contract/apps.ts'
import type { Loaded } from '../session/use-answer.ts'

type Apps = Loaded<readonly App[]>

const nobody = (): never => {
  throw new Error('apps are there for the signed-in only')
}
export const AppsContext = createContext<Apps>({ state: { status: 'loading' }, reload: nobody, put: nobody })

export const useApps = (): Apps => useContext(AppsContext)

/** Puts an app that was made or changed in its place; latest first. */
export function withApp(apps: readonly App[], changed: App): readonly App[] {
  return apps.some(({ id }) => id === changed.id) ? apps.map((app) => (app.id === changed.id ? changed : app)) : [changed, ...apps]
}

export const withoutApp = (apps: readonly App[], gone: App): readonly App[] => apps.filter(({ id }) => id !== gone.id)
