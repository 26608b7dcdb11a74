/** The ways into the bucket, against a stand-in that checks what R2 and the door at home check. */
import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { afterEach, beforeAll, afterAll, describe, expect, test } from 'vitest'
import { s3MediaStore, uploadMediaStore } from '../../lab/media-stores.ts'

type Asked = { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

const asked: Asked[] = []
let status = 200
const server = createServer((request, response) => {
  const parts: Buffer[] = []
  request.on('data', (part: Buffer) => parts.push(part))
  request.on('end', () => {
    asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) })
    response.writeHead(status).end()
  })
})
let base = ''

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  base = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/bucket/channels/a/c/segments` : ''
})
afterAll(() => server.close())
afterEach(() => {
  asked.length = 0
  status = 200
})

const access = { accessKeyId: 'an id', secretAccessKey: 'a secret' }
const bytes = new Uint8Array([1, 2, 3, 0, 255])

/** AWS Signature Version 4, computed anew from what arrived (docs.aws.amazon.com, "Create a signed AWS API request"). */
const signatureOf = ({ method, path, headers }: Asked, secret: string): string => {
  const authorization = headers.authorization ?? ''
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? ''
  const scope = /Credential=[^/]+\/([^,]+)/.exec(authorization)?.[1] ?? ''
  const lines = names.split(';').map((name) => `${name}:${String(headers[name] ?? '')}\n`)
  const canonical = [method, path, '', lines.join(''), names, headers['x-amz-content-sha256']].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, createHash('sha256').update(canonical).digest('hex')].join('\n')
  const key = scope
    .split('/')
    .reduce<Buffer>((last, part) => createHmac('sha256', last).update(part).digest(), Buffer.from(`AWS4${secret}`))
  return createHmac('sha256', key).update(toSign).digest('hex')
}

const stores = [
  ['S3', () => s3MediaStore(base, access)],
  ['the door at home', () => uploadMediaStore(base, 'a token')],
] as const

describe.each(stores)('%s', (_, open) => {
  test('puts a file where its uri says, whole, its length known', async () => {
    await open().put('r1/720p/0.m4s', bytes)
    expect(asked.map(({ method, path }) => [method, path])).toEqual([['PUT', '/bucket/channels/a/c/segments/r1/720p/0.m4s']])
    expect(asked[0]?.body.equals(bytes)).toBe(true)
    expect(asked[0]?.headers).toMatchObject({ 'content-length': '5', 'content-type': 'video/iso.segment' })
    expect(asked[0]?.headers['transfer-encoding']).toBeUndefined()
  })

  test('removes it; what is not there is removed already', async () => {
    status = 404
    await open().remove('r1/720p/0.m4s')
    expect(asked.map(({ method, path }) => [method, path])).toEqual([['DELETE', '/bucket/channels/a/c/segments/r1/720p/0.m4s']])
  })

  test('a refusal is an error that says what was refused', async () => {
    status = 403
    await expect(open().put('r1/720p/0.m4s', bytes)).rejects.toThrow('PUT r1/720p/0.m4s: 403')
    await expect(open().remove('r1/720p/0.m4s')).rejects.toThrow('DELETE r1/720p/0.m4s: 403')
    expect(asked, 'nothing is tried again here').toHaveLength(2)
  })
})

test('S3 requests are signed with the secret, which does not travel', async () => {
  await s3MediaStore(base, access).put('r1/720p/0.m4s', bytes)
  const [request] = asked
  const sent = /Signature=([0-9a-f]{64})/.exec(request?.headers.authorization ?? '')?.[1]
  expect(sent).toBe(request && signatureOf(request, access.secretAccessKey))
  expect(sent).not.toBe(request && signatureOf(request, 'another secret'))
  expect(request?.headers.authorization).toMatch(/Credential=an id\/\d{8}\/auto\/s3\/aws4_request/)
  expect(JSON.stringify(request?.headers)).not.toContain(access.secretAccessKey)
})

test('the door at home is told its token', async () => {
  await uploadMediaStore(base, 'a token').put('r1/720p/0.m4s', bytes)
  expect(asked[0]?.headers.authorization).toBe('Bearer a token')
})
