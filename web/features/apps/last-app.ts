/** Which app was open last on this machine: where `/admin` leads. Nothing secret; without storage it is simply not known. */
import type { AppId } from '../../../contract/ids.ts'

const kept = 'prost-last-app'

export function rememberApp(id: AppId): void {
  try {
    localStorage.setItem(kept, id)
  } catch {
    // A browser that keeps nothing: the apps page is the start then.
  }
}

export function lastApp(): string | null {
  try {
    return localStorage.getItem(kept)
  } catch {
    return null
  }
}
