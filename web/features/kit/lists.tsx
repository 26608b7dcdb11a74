/** The parts that hold many things, or everything of one: rows, what unfolds, facts, filters, code, and what stands where nothing is. */
import { useRef } from 'react'
import { Button } from '../../ui/button.tsx'
import { CodeBlock } from '../../ui/code-block.tsx'
import { CopyBeside, CopyLine } from '../../ui/copy-line.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { Field } from '../../ui/field.tsx'
import { FilterBox } from '../../ui/filter-box.tsx'
import { Loading } from '../../ui/loading.tsx'
import { Empty, More, Row, Rows } from '../../ui/rows.tsx'
import { Section } from '../../ui/section.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Unfold, UnfoldList } from '../../ui/unfold.tsx'
import { words } from './words.ts'

const at = '2026-11-21T12:00:00.000Z'
const line = 'GET /v1/metrics'
const name = 'Moonbar'
const unheard = (): void => {}

function Many() {
  return (
    <>
      <Section title={words.rows} lead={words.rowsUse}>
        <Rows label={words.rows}>
          <Row title={words.rowTitle} tags={<Tag tone="good">{words.good}</Tag>} actions={<Button kind="danger">{words.danger}</Button>}>
            <p className="quiet">{words.rowText}</p>
          </Row>
          <Row title={words.rowOver} tags={<Tag>{words.plain}</Tag>} over />
        </Rows>
        <More more={unheard} loading={false}>
          {words.quiet}
        </More>
        <More more={unheard} loading>
          {words.loading}
        </More>
      </Section>
      <Section title={words.unfold} lead={words.unfoldUse}>
        <UnfoldList label={words.unfold}>
          <Unfold
            title={words.unfoldTitle}
            tags={<Tag tone="error">{words.error}</Tag>}
            at={at}
            more={<code className="quiet">{line}</code>}
          >
            {() => <Known />}
          </Unfold>
        </UnfoldList>
      </Section>
    </>
  )
}

function Known() {
  return (
    <Facts>
      <Fact name={words.fieldName}>{name}</Fact>
      <Fact name={words.scopes}>
        <code>telemetry</code>
      </Fact>
    </Facts>
  )
}

function Filters() {
  const form = useRef<HTMLFormElement>(null)
  const held = { ref: form, onSubmit: (event: { preventDefault: () => void }): void => event.preventDefault() }
  return (
    <Section title={words.filters} lead={words.filtersUse}>
      {[0, 1].map((count) => (
        <FilterBox key={count} count={count} form={held} onClear={unheard}>
          <Field label={words.fieldName} defaultValue={count === 0 ? '' : name} />
        </FilterBox>
      ))}
    </Section>
  )
}

export function Lists() {
  return (
    <>
      <Many />
      <Section title={words.facts} lead={words.factsUse}>
        <Known />
      </Section>
      <Filters />
      <Section title={words.code} lead={words.codeUse}>
        <CodeBlock caption={words.codeCaption} text={line} copyLabel={words.copy} />
        <CopyLine label={words.codeCaption} text={line} copy={words.copy} hint={words.copyHint} />
        <CopyLine label={words.codeCaption} text={null} copy={words.copy} hint={words.copyLater} />
        <CopyBeside text={line} copy={words.copy} />
      </Section>
      <Section title={words.states} lead={words.statesUse}>
        <Empty title={words.nothing}>
          <p className="quiet small">{words.nothingText}</p>
          <Button kind="primary">{words.primary}</Button>
        </Empty>
        <Loading>{words.loading}</Loading>
      </Section>
    </>
  )
}
