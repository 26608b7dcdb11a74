/** A report as it goes over the wire: Standard Webhooks headers over the raw body. */
import { Webhook } from 'standardwebhooks'

export type SignedDelivery = { readonly headers: Readonly<Record<string, string>>; readonly body: string }

/** `at`: the sender's clock, epoch ms. */
export const signed = (secret: string, id: string, at: number, body: string): SignedDelivery => {
  const time = new Date(at)
  return {
    headers: {
      'Content-Type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at / 1_000)),
      'webhook-signature': new Webhook(secret).sign(id, time, body),
    },
    body,
  }
}
