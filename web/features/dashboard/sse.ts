/**
 * Server-sent events out of text that comes in pieces (https://html.spec.whatwg.org/multipage/server-sent-events.html). By hand, because
 * `EventSource` can not send a token in a header.
 */

/** `data` is empty for a sign of life, which may still move the id. */
export type ServerEvent = { readonly event: string; readonly id: string | null; readonly data: string }

/** Takes the next piece, answers the events that are whole by now. */
export function eventReader(): (piece: string) => readonly ServerEvent[] {
  let rest = ''
  return (piece) => {
    const blocks = (rest + piece).replaceAll('\r\n', '\n').split('\n\n')
    rest = blocks.pop() ?? ''
    return blocks.map(eventOf)
  }
}

function eventOf(block: string): ServerEvent {
  const fields = block.split('\n').map(fieldOf)
  const last = (name: string): string | null => fields.findLast((field) => field.name === name)?.value ?? null
  const data = fields.filter(({ name }) => name === 'data').map(({ value }) => value)
  return { event: last('event') ?? 'message', id: last('id'), data: data.join('\n') }
}

/** A comment has no name. */
function fieldOf(line: string): { readonly name: string; readonly value: string } {
  const colon = line.indexOf(':')
  if (colon < 0) return { name: line, value: '' }
  return { name: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, '') }
}
