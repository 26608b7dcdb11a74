/** A component in a chunk of its own that is drawn once its texts are here too. */
import type { ComponentType } from 'react'
import { lazy } from 'react'
import { textsReady } from './texts.ts'

type Loaded<P> = { readonly default: ComponentType<P> }

export const lazyPage = <P>(load: () => Promise<Loaded<P>>) =>
  lazy(async () => {
    const loaded = await load()
    await textsReady()
    return loaded
  })
