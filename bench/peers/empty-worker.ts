/** The measure of the engine: a Hono Worker that reads the body and answers 202, or answers 204 to what has none. Nothing else. */
import { Hono } from 'hono'

const app = new Hono()
app.post('/v1/events', async (c) => {
  await c.req.text()
  return c.body(null, 202)
})
app.get('*', (c) => c.body(null, 204))

export default app
