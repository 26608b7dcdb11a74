/** The few texts that the parts of the kit say by themselves. */
import { fullCount } from './format.ts'

export const words = {
  filter: 'Filter',
  filtered: (count: number) => `Filter (${count})`,
  show: 'Show',
  showAll: 'Show everything',
  loading: 'Loading…',
  copy: 'Copy',
  copied: 'Copied',
  copyByHand: 'Select and copy by hand',
  notShown: (what: string) => `${what} could not be shown.`,
  notShownDetail: 'A part of it did not load, or met something it does not know. Loading the page again often helps.',
  loadAgain: 'Load again',
  showMore: (count: number) => `Show ${fullCount(count)} more`,
  showFewer: 'Show fewer',
} as const
