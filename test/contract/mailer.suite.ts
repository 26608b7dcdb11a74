/** What every mailer does, whatever is behind it. */
import { expect, test } from 'vitest'
import { newId } from '../../contract/ids.ts'
import type { Mail, Mailer } from '../../domain/mail/mailer.ts'

export const someMail = (): Mail => ({
  id: newId(),
  to: 'grace@people.test',
  subject: 'Olá – “test”',
  text: 'One\n\nTwo https://prost.test/x?y=1&z=2\n',
})

export const mailerSuite = (name: string, make: () => Mailer): void => {
  test(`[port Mailer] ${name} takes a mail`, async () => {
    expect(await make().send(someMail())).toEqual({ ok: true, value: null })
  })

  test(`[port Mailer] ${name} takes the same mail again: it is the same mail`, async () => {
    const mailer = make()
    const mail = someMail()
    expect([await mailer.send(mail), await mailer.send(mail)]).toEqual([
      { ok: true, value: null },
      { ok: true, value: null },
    ])
  })
}
