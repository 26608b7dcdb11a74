/** The same parts in the light and the dark theme, side by side. */
import type { ReactNode } from 'react'
import { words } from './words.ts'

export function Both({ children }: { readonly children: ReactNode }) {
  return (
    <div className="kit-both">
      {(['light', 'dark'] as const).map((theme) => (
        <div key={theme} className="kit-theme" data-theme={theme}>
          <p className="kit-theme-name">{words[theme]}</p>
          {children}
        </div>
      ))}
    </div>
  )
}
