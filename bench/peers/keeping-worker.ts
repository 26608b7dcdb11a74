/** An empty cached Worker: what was PUT to a path is kept in the isolate's memory and answered to whoever asks, with its headers. Nothing else. */
import { Hono } from 'hono'

const kept = new Map<string, { readonly body: string; readonly headers: Record<string, string> }>()

const app = new Hono()
app.put('*', async (c) => {
  kept.set(c.req.path, {
    body: await c.req.text(),
    headers: { 'Content-Type': c.req.header('Content-Type') ?? '', 'Cache-Control': 'public, max-age=1', ETag: '"kept"' },
  })
  return c.body(null, 204)
})
app.get('*', (c) => {
  const found = kept.get(c.req.path)
  return found === undefined ? c.notFound() : c.body(found.body, 200, found.headers)
})

export default app
