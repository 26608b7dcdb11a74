/** The JSON Schema (2020-12) of what a LAB reports, made for generating types in other languages: named parts, short patterns. */
import * as z from 'zod'
import { labAlert, labPart, labRendition, labReport, labSegment, mediaUri, programme, renditionName } from '../../contract/lab.ts'

const names = z.registry<{ id: string; title?: string; description?: string }>()
names.add(labReport, {
  id: 'LabReport',
  title: 'LAB report',
  description: 'The body of POST /v1/lab/status. Times are RFC 3339, durations seconds. Other members are ignored.',
})
names.add(labRendition, {
  id: 'Rendition',
  description: 'Renditions of one report are aligned: the same number is the same moment in each.',
})
names.add(labSegment, { id: 'Segment' })
names.add(labPart, { id: 'Part', description: 'A part of a segment, for low-latency HLS.' })
names.add(programme, { id: 'Programme' })
names.add(labAlert, { id: 'Alert', description: 'The same code again is the same alert.' })
names.add(mediaUri, { id: 'MediaUri', description: 'Below /live/{channel_id}/segments/. Never used again for other content.' })
names.add(renditionName, { id: 'RenditionName' })

/** What zod checks by a function, which a schema has to say in its own words. */
const functionsSaid = new Map<unknown, object>([
  [mediaUri, { not: { pattern: '^slate/' } }],
  [renditionName, { not: { enum: ['master', 'segments'] } }],
])

/** The format alone is read by some as allowing a time without a zone. */
const rfc3339 = String.raw`^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$`

/** The one shape without a name of ours: whatever the encoder says of itself. */
const named = (text: string): string => text.replaceAll('__schema0', 'Json')

/** As text. */
export const labSchema = (): string => {
  const schema = z.toJSONSchema(labReport, {
    io: 'input',
    metadata: names,
    override: ({ zodSchema, jsonSchema }) => {
      if (jsonSchema.format === 'uuid') delete jsonSchema.pattern
      if (jsonSchema.format === 'date-time') jsonSchema.pattern = rfc3339
      Object.assign(jsonSchema, functionsSaid.get(zodSchema))
    },
  })
  return named(`${JSON.stringify(schema, null, 2)}\n`)
}
