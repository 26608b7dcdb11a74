/** What an opened operation tells, part by part: parameters, body, answers, and how it fails. */
import './fields.css'
import './operation-parts.css'
import type { Answer, Content, Failure, Operation, Parameter } from './api-document.ts'
import { CodeBlock } from '../../ui/code-block.tsx'
import { exampleText } from './curl.ts'
import type { JsonObject } from './json.ts'
import { Prose, Words } from './prose.tsx'
import { shapeOf } from './shape.ts'
import { ShapeView } from './shape-view.tsx'
import { placeWords, words } from './words.ts'

const isPlace = (place: string): place is keyof typeof placeWords => Object.hasOwn(placeWords, place)

export function Parameters({ operation, root }: { readonly operation: Operation; readonly root: JsonObject }) {
  const groups = [...Map.groupBy(operation.parameters, ({ place }) => place)]
  return groups.map(([place, parameters]) => (
    <section key={place} className="part">
      <h4>{isPlace(place) ? placeWords[place] : place}</h4>
      <ul className="fields">
        {parameters.map((parameter) => (
          <ParameterRow key={parameter.name} parameter={parameter} root={root} />
        ))}
      </ul>
    </section>
  ))
}

function ParameterRow({ parameter, root }: { readonly parameter: Parameter; readonly root: JsonObject }) {
  const { type, limits } = shapeOf(root, parameter.schema)
  return (
    <li>
      <p className="field-head">
        <code className="field-name">{parameter.name}</code>
        <span className="field-type">{type}</span>
        {parameter.required && <span className="field-needed">{words.required}</span>}
      </p>
      <p className="field-meaning">
        <Words text={parameter.description} />
        {limits.length > 0 && (
          <span className="field-limits">
            {' '}
            <Words text={limits.join('; ')} />
          </span>
        )}
      </p>
    </li>
  )
}

type BodyProps = {
  readonly body: NonNullable<Operation['body']>
  readonly chosen: Content
  readonly onChoose: (type: string) => void
  readonly root: JsonObject
}

/** The body; where it may be of several types, in the one that is chosen. */
export function Body({ body, chosen, onChoose, root }: BodyProps) {
  return (
    <section className="part">
      <div className="part-head">
        <h4>{body.required ? words.body : words.bodyOptional}</h4>
        {body.contents.length > 1 ? (
          <select aria-label={words.bodyType} value={chosen.type} onChange={(event) => onChoose(event.target.value)}>
            {body.contents.map(({ type }) => (
              <option key={type}>{type}</option>
            ))}
          </select>
        ) : (
          <code>{chosen.type}</code>
        )}
      </div>
      <ShapeView shape={shapeOf(root, chosen.schema)} direction="sent" />
    </section>
  )
}

export function AnswerShapes({ operation, root }: { readonly operation: Operation; readonly root: JsonObject }) {
  return (
    <section className="part">
      <h4>{words.answers}</h4>
      {operation.answers.map((answer) => (
        <div key={answer.status} className="answer">
          <p className="answer-head">
            <span className="status-code">{answer.status}</span> <Words text={answer.description} />
          </p>
          {answer.contents.filter(isStructured).map(({ type, schema }) => (
            <ShapeView key={type} shape={shapeOf(root, schema)} direction="received" />
          ))}
        </div>
      ))}
      {operation.frames.length > 0 && (
        <div className="answer">
          <p className="answer-head">{words.frames}</p>
          {operation.frames.map((frame, index) => (
            <ShapeView key={index} shape={shapeOf(root, frame)} direction="received" />
          ))}
        </div>
      )}
    </section>
  )
}

/** CSV and NDJSON say nothing by their schema; their example does. */
const isStructured = ({ type }: Content): boolean => type.endsWith('json')

export function AnswerExamples({ answers }: { readonly answers: readonly Answer[] }) {
  return answers.flatMap(({ status, contents }) =>
    contents
      .filter(({ example }) => example !== undefined)
      .map(({ type, example }) => <CodeBlock key={`${status} ${type}`} caption={`${status} · ${type}`} text={exampleText(example)} />),
  )
}

const problemType = 'application/problem+json'

export function Failures({ failures }: { readonly failures: readonly Failure[] }) {
  return (
    <section className="part">
      <h4>{words.errors}</h4>
      <ul className="failures">
        {failures.map(({ status, code, title, example }) => (
          <li key={`${status} ${code}`}>
            <details className="failure">
              <summary>
                <span className="status-code">{status}</span> <code>{code}</code> <span className="failure-title">{title}</span>
              </summary>
              <CodeBlock caption={problemType} text={exampleText(example)} />
            </details>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Who may call, and what it is about. */
export function About({ operation }: { readonly operation: Operation }) {
  return (
    <>
      <Prose text={operation.description} />
      <p className="access">
        <span className="access-label">{words.whoMayCall}</span> <Words text={operation.access} />
      </p>
    </>
  )
}
