/** The modes of the platform, with those that a deployment adds. What is wrong with one stops the start: nothing runs on half a set. */
import * as z from 'zod'
import { manifests } from '../../modes/index.ts'
import { modeRegistry } from './mode-registry.ts'
import type { ModeRegistry } from './mode-registry.ts'

const added = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.unknown()))

/** `extra`: a JSON array of manifests, such as an environment variable holds; empty for none. Throws on any fault: a wrong deployment. */
export const platformModes = (extra = ''): ModeRegistry => {
  const registry = modeRegistry([...manifests, ...(extra === '' ? [] : added.parse(extra))])
  if (registry.ok) return registry.value
  throw new Error(`mode manifests: ${registry.error.map(({ mode, detail }) => `${mode}: ${detail}`).join('; ')}`)
}
