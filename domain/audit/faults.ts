/** Findings of a verification: all are counted, the first ones are kept. */
import type { AuditFault, AuditFaultKind } from '../../contract/audit-entry.ts'

const kept = 1_000

export class Faults {
  readonly list: AuditFault[] = []
  total = 0

  add(seq: number, kind: AuditFaultKind, detail: string): void {
    this.total++
    if (this.list.length < kept) this.list.push({ seq, kind, detail })
  }
}
