/** Ways for a channel's picture to go wrong, and what viewers are to see of each. */
import type { OutageStage } from './channel-outage-stage.ts'

export type Outage = {
  readonly name: string
  readonly begin: (stage: OutageStage) => void | Promise<void>
  readonly end: (stage: OutageStage) => void | Promise<void>
  /** `slate`: until it ends, that is what is seen. `lab`: nobody has to see anything of it. */
  readonly shows: 'slate' | 'lab'
}

const told = (name: string, line: string, shows: Outage['shows']): Outage => ({
  name,
  begin: (stage) => stage.tell(line),
  end: (stage) => stage.tell('ok'),
  shows,
})

const nothing = (): void => undefined

const silence = told('the LAB is silent', 'silence', 'slate')
const newRun: Outage = { name: 'the encoder starts anew', begin: (stage) => stage.tell('restart'), end: nothing, shows: 'lab' }

/** All that a viewer must not stall at. */
export const tenOutages: readonly Outage[] = [
  silence,
  told('reports go on, the picture does not', 'freeze', 'slate'),
  told('the LAB says that there is no programme', 'off_air', 'slate'),
  newRun,
  told('the clock of the LAB is two minutes ahead', 'skew 120', 'lab'),
  {
    name: 'every report comes twice, and in the wrong order',
    begin: (stage) => ['duplicate', 'reorder'].forEach((line) => stage.tell(line)),
    end: (stage) => stage.tell('ok'),
    shows: 'lab',
  },
  told('reports are signed with another secret', 'bad_signature', 'slate'),
  { name: 'a hundred reports at once', begin: (stage) => stage.tell('burst 100'), end: nothing, shows: 'lab' },
  {
    name: 'the bucket takes nothing',
    begin: (stage) => void (stage.bucketFails = true),
    end: (stage) => void (stage.bucketFails = false),
    shows: 'slate',
  },
  {
    name: 'the LAB is silent and starts anew, at once',
    begin: (stage) => ['silence', 'restart'].forEach((line) => stage.tell(line)),
    end: (stage) => stage.tell('ok'),
    shows: 'slate',
  },
]

/** What every run of the tests has time for. */
export const twoOutages: readonly Outage[] = [silence, newRun]

/** No server answers for a moment: one who asks again goes on. ffmpeg does not ask again, so it is no part of its run. */
export const deadRuntime: Outage = {
  name: 'the runtime dies and comes again',
  begin: (stage) => stage.killRuntime(),
  end: nothing,
  shows: 'lab',
}
