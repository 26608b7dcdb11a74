/** The choice of the theme: three pictures that are radio buttons, so that keys and screen readers know what they are. */
import './theme-switch.css'
import { useId } from 'react'
import type { Theme } from './theme.ts'
import { chooseTheme, themes, useTheme } from './theme.ts'

const pictures = {
  system: 'M3 5h18v11H3zM9 20h6M12 16v4',
  light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.4 1.4M17.6 17.6 19 19M19 5l-1.4 1.4M6.4 17.6 5 19',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5',
} as const satisfies Record<Theme, string>

type ThemeSwitchProps = { readonly label: string; readonly names: Readonly<Record<Theme, string>> }

export function ThemeSwitch({ label, names }: ThemeSwitchProps) {
  const chosen = useTheme()
  const group = useId()
  return (
    <fieldset className="themes">
      <legend className="unseen">{label}</legend>
      {themes.map((theme) => (
        <label key={theme} className="theme" title={names[theme]}>
          <input
            type="radio"
            name={group}
            value={theme}
            checked={theme === chosen}
            aria-label={names[theme]}
            onChange={() => chooseTheme(theme)}
          />
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={pictures[theme]} />
          </svg>
        </label>
      ))}
    </fieldset>
  )
}
