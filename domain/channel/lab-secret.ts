/** What a LAB signs with: a Standard Webhooks secret of 256 random bits. https://www.standardwebhooks.com */
import { randomBytes } from 'node:crypto'

export const newLabSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`
