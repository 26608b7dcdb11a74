/** Something is on its way. Shows itself only when it takes long enough to be noticed. */
import './loading.css'
import { words } from './words.ts'

export function Loading({ children = words.loading }: { readonly children?: string }) {
  return <output className="loading quiet">{children}</output>
}
