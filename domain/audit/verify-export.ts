/**
 * Verifies an export with nothing but the export, and the public key if one was kept from elsewhere. Needs no platform and no
 * network; `scripts/verify-audit.ts` reads the file and prints what is found here.
 */
import { createHash } from 'node:crypto'
import type { AuditFault, AuditPublicKey } from '../../contract/audit-entry.ts'
import { exportEnd, exportHeader, exportLine, sealPayload } from '../../contract/audit-export.ts'
import type { ExportHeader } from '../../contract/audit-export.ts'
import type * as z from 'zod'
import { assertNever } from '../../contract/assert-never.ts'
import { ChainCheck } from './chain-check.ts'
import { checkAnchor } from './check-ends.ts'
import { genesis } from './entry.ts'
import { Faults } from './faults.ts'
import { openSigned, publicKeyOf } from './signing.ts'

export type ExportReport = {
  readonly ok: boolean
  /** Null when the first line is not the header of an export. */
  readonly header: ExportHeader | null
  readonly entries: number
  readonly stubs: number
  readonly anchorsChecked: number
  /** Thumbprint of the key that was used, and whether it was known beforehand or only came with the file. */
  readonly key: { readonly thumbprint: string; readonly known: boolean } | null
  readonly faults: readonly AuditFault[]
  readonly faultCount: number
}

/** A key from elsewhere: whole, or its RFC 7638 thumbprint. */
export type KnownKey = { readonly x: string } | { readonly thumbprint: string }

/** `lines` without their newlines. */
export const verifyExport = async (lines: AsyncIterable<string>, known: KnownKey | null = null): Promise<ExportReport> => {
  const reading = new ExportReading()
  for await (const line of lines) reading.add(line)
  return reading.report(known)
}

class ExportReading {
  readonly #faults = new Faults()
  readonly #digest = createHash('sha256')
  #header: ExportHeader | null = null
  #check: ChainCheck | null = null
  #end: z.infer<typeof exportEnd> | null = null
  #line = 0

  add(line: string): void {
    this.#line++
    if (this.#end !== null) return this.#faults.add(0, 'altered', `line ${this.#line} comes after the end`)
    if (this.#line === 1) this.#open(line)
    else this.#take(line)
    if (this.#end === null) this.#digest.update(`${line}\n`)
  }

  #open(line: string): void {
    const header = exportHeader.safeParse(jsonOf(line))
    if (!header.success) return this.#faults.add(0, 'altered', 'the first line is not the header of an export')
    const { app_id: app, covers, prev_hash: hash, head, anchors } = header.data
    this.#header = header.data
    if (covers?.first_seq === 1 && hash !== genesis.hash) this.#faults.add(1, 'broken_link', 'something comes before the first entry')
    if (covers !== null && hash === null) this.#faults.add(covers.first_seq - 1, 'missing', `entry ${covers.first_seq - 1}`)
    // Anchors can be at any place that is covered; their places are known when their signatures are opened.
    const watched = [...anchors.map(placeOfAnchor), head?.seq ?? 0]
    this.#check = new ChainCheck(app, { seq: (covers?.first_seq ?? 1) - 1, hash }, watched, this.#faults)
  }

  #take(text: string): void {
    const line = exportLine.safeParse(jsonOf(text)).data
    if (line === undefined || this.#check === null) return this.#faults.add(0, 'altered', `line ${this.#line} can not be read`)
    switch (line.kind) {
      case 'entry':
        this.#check.addRow(line)
        return
      case 'stub':
        return this.#check.addStub(line)
      case 'end':
        this.#end = line
        return
      default:
        assertNever(line)
    }
  }

  async report(known: KnownKey | null): Promise<ExportReport> {
    const key = this.#header && (await keyOf(this.#header, known, this.#faults))
    if (this.#header !== null && this.#check !== null && key !== null) await this.#judge(this.#header, this.#check, key)
    else if (this.#line === 0) this.#faults.add(0, 'missing', 'the file is empty')
    return {
      ok: this.#faults.total === 0,
      header: this.#header,
      entries: this.#check?.entries ?? 0,
      stubs: this.#check?.stubs ?? 0,
      anchorsChecked: this.#anchorsChecked,
      key: key && { thumbprint: key.kid, known: known !== null },
      faults: this.#faults.list,
      faultCount: this.#faults.total,
    }
  }

  #anchorsChecked = 0

  async #judge(header: ExportHeader, check: ChainCheck, key: AuditPublicKey): Promise<void> {
    const { app_id: app, covers, head, anchors } = header
    const last = covers?.last_seq ?? 0
    check.finish(last)
    if (check.tip.seq > Math.max(last, 0)) this.#faults.add(check.tip.seq, 'altered', `the export should end at ${last}`)
    this.#judgeHead(header, check)
    const first = covers?.first_seq ?? 1
    const chain = { app, key, first, last, end: Math.max(head?.seq ?? 0, last), hashes: check.hashes }
    for (const jws of anchors) if (await checkAnchor(chain, jws, null, this.#faults)) this.#anchorsChecked++
    await this.#judgeSeal(header, check, key)
  }

  #judgeHead({ head, covers, selection, anchors }: ExportHeader, check: ChainCheck): void {
    const last = covers?.last_seq ?? 0
    if (head === null) {
      if (last > 0) this.#faults.add(last, 'head_mismatch', 'the record of the end is missing')
      return
    }
    if (!head.sealed) this.#faults.add(head.seq, 'bad_signature', 'the record of the end was not the platform’s own')
    const whole = Object.values(selection).every((part) => part === null)
    const found = check.hashes.get(head.seq)
    if (last > head.seq || (whole && last !== head.seq)) this.#faults.add(head.seq, 'head_mismatch', `the chain should end at ${head.seq}`)
    else if (found !== undefined && found !== head.hash)
      this.#faults.add(head.seq, 'head_mismatch', 'the last entry is not the one of the record')
    // What is last follows from what comes before it, and nothing after it says that it is right.
    if (covers !== null && last < head.seq && !anchors.some((jws) => placeOfAnchor(jws) === last))
      this.#faults.add(last, 'anchor_mismatch', 'the lines end where there is neither an anchor nor the end of the chain')
  }

  async #judgeSeal({ app_id: app, exported_at: at }: ExportHeader, check: ChainCheck, key: AuditPublicKey): Promise<void> {
    const end = this.#end
    if (end === null) return this.#faults.add(0, 'missing', 'the file ends before the export does')
    const said = sealPayload.safeParse(await openSigned('prost-audit-export', end.seal, key)).data
    const sha256 = this.#digest.digest('hex')
    if (said === undefined) this.#faults.add(0, 'bad_signature', 'the seal of the export does not fit the key')
    else if (said.sha256 !== sha256 || said.app_id !== app || said.exported_at !== at)
      this.#faults.add(0, 'bad_signature', 'the lines are not those that were sealed')
    if (end.entries !== check.entries || end.stubs !== check.stubs)
      this.#faults.add(0, 'altered', `the end speaks of ${end.entries} entries and ${end.stubs} stubs`)
  }
}

/** The key to verify with. One that was known beforehand rules; a file with another one does not come from its owner. */
const keyOf = async ({ key }: ExportHeader, known: KnownKey | null, faults: Faults): Promise<AuditPublicKey> => {
  const given = await publicKeyOf(key.x)
  if (known === null) return given
  const expected = 'x' in known ? await publicKeyOf(known.x) : null
  if ((expected?.kid ?? ('thumbprint' in known ? known.thumbprint : '')) === given.kid) return given
  faults.add(0, 'bad_signature', `the file carries the key ${given.kid}, which is not the known one`)
  return expected ?? given
}

/** Only where to look: nothing is believed before its signature is opened. */
const placeOfAnchor = (jws: string): number => {
  const payload = jsonOf(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'))
  return typeof payload === 'object' && payload !== null && 'seq' in payload && typeof payload.seq === 'number' ? payload.seq : 0
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    // Not an error of ours: the line is not JSON, and the finding says so.
    return undefined
  }
}
