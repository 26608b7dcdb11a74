/** A schema as a tree of fields: name, type, whether it is needed, limits and meaning. Deeper levels open on demand. */
import './fields.css'
import { createContext, useContext } from 'react'
import type { Field, Shape } from './shape.ts'
import { Words } from './prose.tsx'
import { words } from './words.ts'

/** What a reader must know of a field: sending, that it is needed; receiving, that it may be missing. */
type Direction = 'sent' | 'received'
const DirectionContext = createContext<Direction>('sent')

function Need({ required }: { readonly required: boolean }) {
  const direction = useContext(DirectionContext)
  if (direction === 'sent') return required ? <span className="field-needed">{words.required}</span> : null
  return required ? null : <span className="field-type">{words.mayBeMissing}</span>
}

function Meaning({ shape }: { readonly shape: Shape }) {
  const limits = shape.limits.join('; ')
  if (shape.description === '' && limits === '') return null
  return (
    <p className="field-meaning">
      <Words text={shape.description} />
      {limits !== '' && (
        <span className="field-limits">
          {shape.description === '' ? '' : ' '}
          <Words text={limits} />
        </span>
      )}
    </p>
  )
}

function FieldRow({ field, depth }: { readonly field: Field; readonly depth: number }) {
  const { name, required, shape } = field
  return (
    <li>
      <p className="field-head">
        <code className="field-name">{name}</code>
        <span className="field-type">{shape.type}</span>
        <Need required={required} />
      </p>
      <Meaning shape={shape} />
      <Inside shape={shape} name={name} depth={depth + 1} />
    </li>
  )
}

/** From this level on, fields are shown when asked for. */
const foldedFrom = 1

type InsideProps = { readonly shape: Shape; readonly name: string; readonly depth: number; readonly open?: boolean }

function Inside({ shape, name, depth, open = false }: InsideProps) {
  if (shape.fields.length === 0 && shape.options.length === 0) return null
  const tree = <ShapeTree shape={shape} depth={depth} />
  if (depth < foldedFrom) return tree
  return (
    <details className="fold" open={open}>
      <summary>
        {shape.options.length > 0 ? words.anyOf(shape.options.length) : words.fields(shape.fields.length)}
        <span className="unseen"> {words.ofName(name)}</span>
      </summary>
      {tree}
    </details>
  )
}

function Option({ shape, depth, first }: { readonly shape: Shape; readonly depth: number; readonly first: boolean }) {
  return (
    <li>
      <p className="field-head">
        <span className="field-type">{shape.type}</span>
      </p>
      <Meaning shape={shape} />
      <Inside shape={shape} name={shape.type} depth={depth + 1} open={first && depth === 0} />
    </li>
  )
}

function ShapeTree({ shape, depth }: { readonly shape: Shape; readonly depth: number }) {
  if (shape.options.length > 0) {
    return (
      <ul className="fields">
        {shape.options.map((option, index) => (
          <Option key={option.type} shape={option} depth={depth} first={index === 0} />
        ))}
      </ul>
    )
  }
  return (
    <ul className="fields">
      {shape.fields.map((field) => (
        <FieldRow key={field.name} field={field} depth={depth} />
      ))}
    </ul>
  )
}

/** A whole body or answer. That it is an object goes without saying when its fields follow. */
export function ShapeView({ shape, direction }: { readonly shape: Shape; readonly direction: Direction }) {
  const inner = shape.fields.length > 0 || shape.options.length > 0
  const type = shape.options.length > 0 ? 'any of these' : shape.type
  return (
    <DirectionContext value={direction}>
      <div className="shape">
        {!(inner && type === 'object') && <p className="shape-type">{type}</p>}
        <Meaning shape={shape} />
        {inner && <ShapeTree shape={shape} depth={0} />}
      </div>
    </DirectionContext>
  )
}
