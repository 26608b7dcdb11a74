/**
 * Which URIs were published already, so that none is published for something else. A numbered URI (`run/720p/17.m4s`) is kept as a
 * range of its pattern, so a run of years is one entry; a URI without a number is an entry of its own.
 */
import * as z from 'zod'

export const publishedUris = z.array(z.object({ pattern: z.string(), from: z.int(), to: z.int() }))
export type PublishedUris = z.infer<typeof publishedUris>
