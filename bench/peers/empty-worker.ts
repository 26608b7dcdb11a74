/** The measure of the engine: a Hono Worker that reads the body and answers 202, nothing else. */
import { Hono } from 'hono'

const app = new Hono()
app.post('/v1/events', async (c) => {
  await c.req.text()
  return c.body(null, 202)
})

export default app
