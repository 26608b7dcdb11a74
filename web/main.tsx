/** The entry of the web shell: styles first, then the one root. */
import './ui/tokens.css'
import './ui/base.css'
import { useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app/app.tsx'
import { runEffectsInTheNextTask } from './app/next-task.ts'
import { words } from './app/words.ts'
import { showInDocument, useLanguage } from './i18n/language.ts'
import { textsReady } from './i18n/texts.ts'
import { followTheme } from './ui/theme.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')
runEffectsInTheNextTask()
followTheme()
showInDocument()
/** Everything below it is drawn again in another language, and keeps its state. */
function Reader() {
  useLanguage()
  const { description } = words
  useEffect(() => document.querySelector('meta[name="description"]')?.setAttribute('content', description), [description])
  return <App />
}

// Before the texts are here there is nothing to read.
void textsReady().then(() => createRoot(root).render(<Reader />))
