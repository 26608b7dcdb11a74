/** The few texts that the parts of the kit say by themselves, in Brazilian Portuguese. */
import type { Translation } from '../i18n/texts.ts'
import { fullCount } from './format.ts'
import type * as english from './words.en.ts'

export const words = {
  filter: 'Filtrar',
  filtered: (count) => `Filtrar (${count})`,
  show: 'Mostrar',
  showAll: 'Mostrar tudo',
  loading: 'Carregando…',
  copy: 'Copiar',
  copied: 'Copiado',
  copyByHand: 'Selecione e copie à mão',
  notShown: (what) => `${what}: não foi possível mostrar.`,
  notShownDetail: 'Uma parte não carregou, ou encontrou algo que não conhece. Carregar a página de novo costuma ajudar.',
  loadAgain: 'Carregar de novo',
  showMore: (count) => `Mostrar mais ${fullCount(count)}`,
  showFewer: 'Mostrar menos',
} satisfies Translation<typeof english.words>
