/** Addresses as limits take them. */
import { expect, test } from 'vitest'
import { networkOf } from '../../domain/limits/address.ts'

test.each([
  ['203.0.113.7', '203.0.113.7'],
  [' 203.0.113.7 ', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::', '2001:db8:1:2'],
  ['2001:0db8:0001:0002:ffff::1', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', null],
  [null, null],
  [undefined, null],
  ['unknown', null],
  ['2001:db8', null],
  ['1:2:3:4:5:6:7:8:9', null],
])('[§1] %s counts as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('[§1] one line with 2^64 addresses is one', () => {
  const seen = new Set(Array.from({ length: 1_000 }, (_, i) => networkOf(`2001:db8:aa:bb:${i.toString(16)}:1:2:${i.toString(16)}`)))
  expect([...seen]).toEqual(['2001:db8:aa:bb'])
})
