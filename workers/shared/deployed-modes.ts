/** The modes of this deployment, from its environment: made once an isolate, and anew when the environment changed. They are no tenant's. */
import type { ModeRegistry } from '../../domain/modes/mode-registry.ts'
import { platformModes } from '../../domain/modes/platform-modes.ts'

let held: { readonly of: string; readonly modes: ModeRegistry } | null = null

/** `MODES`: manifests beside the platform's, as a JSON array; empty for none. Throws on any fault: nothing runs on half a set. */
export const deployedModes = ({ MODES }: { readonly MODES: string }): ModeRegistry => {
  if (held?.of !== MODES) held = { of: MODES, modes: platformModes(MODES) }
  return held.modes
}
