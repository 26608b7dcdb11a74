/** What the shell serves as it is: nothing inline in the page, and files named by their content are kept for ever. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../../web', path), 'utf8')

describe('[T1] the page and its files', () => {
  it('has no inline script, no inline style and nothing of a third party', () => {
    const html = read('index.html')
    expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|style=|https?:\/\//)
  })

  it('files named by their content are kept for ever and are what they say', () => {
    const [path, ...headers] = read('public/_headers').trim().split('\n')
    expect(path).toBe('/assets/*')
    expect(headers.map((line) => line.trim())).toEqual([
      'Cache-Control: public, max-age=31536000, immutable',
      'X-Content-Type-Options: nosniff',
    ])
  })

  it('the manifest names an icon that is there', () => {
    const { icons } = JSON.parse(read('public/manifest.webmanifest')) as { icons: { src: string }[] }
    for (const { src } of icons) expect(read(`public${src}`)).toContain('<svg')
  })
})
