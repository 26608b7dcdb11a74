/** What every part is made of: the colours, the sizes of letters, the distances. Read from the tokens themselves. */
import { Section } from '../../ui/section.tsx'
import { Both } from './both.tsx'
import { words } from './words.ts'

const colours = [
  ['paper', 'raised', 'sunken', 'ink', 'ink-2', 'rule', 'rule-strong'],
  ['accent', 'accent-soft', 'on-accent', 'chart', 'focus', 'glow'],
  ['warn', 'warn-soft', 'error', 'error-soft'],
].flat()
const sizes = ['xs', 's', 'm', 'l', 'xl', 'xxl'] as const
const steps = ['s1', 's2', 's3', 's4', 's5', 's6', 's7'] as const

const token = (name: string): string => `var(--${name})`

function Colours() {
  return (
    <Section title={words.colours} lead={words.coloursUse}>
      <Both>
        <dl className="kit-swatches">
          {colours.map((name) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd style={{ background: token(name) }} />
            </div>
          ))}
        </dl>
      </Both>
    </Section>
  )
}

function Type() {
  return (
    <Section title={words.type} lead={words.typeUse}>
      <dl className="kit-type">
        {sizes.map((size) => (
          <div key={size}>
            <dt>{size}</dt>
            <dd style={{ fontSize: token(`size-${size}`) }}>{words.typeSample}</dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function Distances() {
  return (
    <Section title={words.spacing} lead={words.spacingUse}>
      <dl className="kit-steps">
        {steps.map((step) => (
          <div key={step}>
            <dt>{step}</dt>
            <dd style={{ width: token(step), height: token(step) }} />
          </div>
        ))}
      </dl>
    </Section>
  )
}

export function Foundations() {
  return (
    <>
      <Colours />
      <Type />
      <Distances />
    </>
  )
}
