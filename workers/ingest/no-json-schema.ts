/**
 * Stands in for zod's writer of JSON Schemas in the bundle of the write door (`alias` in wrangler.toml): every schema refers to it, none here is
 * ever written out, and it is a tenth of the bundle. Validation does not use it. Only the bundle: tests and other Workers have all of zod.
 * What zod imports by name is below, or the build fails; the rest it reaches through a namespace, where it is simply not there.
 */
const leftOut = (): never => {
  throw new Error('JSON Schemas are not written in this Worker')
}

export { leftOut as createStandardJSONSchemaMethod, leftOut as createToJSONSchemaMethod, leftOut as toJSONSchema }
