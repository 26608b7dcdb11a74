/** `/kit`: every part of `web/ui` in its states, with its use. A new part is shown here before it is used. */
import './kit.css'
import { PageHead } from '../../ui/section.tsx'
import { Controls } from './controls.tsx'
import { Displays } from './displays.tsx'
import { Foundations } from './foundations.tsx'
import { Lists } from './lists.tsx'
import { words } from './words.ts'

export function KitPage() {
  return (
    <div className="page">
      <PageHead title={words.title} lead={words.lead} />
      <Foundations />
      <Controls />
      <Displays />
      <Lists />
    </div>
  )
}
