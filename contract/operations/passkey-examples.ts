/** What a browser and an authenticator say, for the examples of the passkey operations. */
import { exampleTime } from './examples.ts'

const challenge = 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA'
const id = 'KEDetxZcUfinhVi6Za5nZQ'

export const exampleCreation = {
  options: {
    challenge,
    rp: { id: 'app.example.com', name: 'Demo' },
    user: { id: 'AZObfgAAcACAAAAAAADgAQ', name: 'grace@example.com', displayName: 'Grace' },
    pubKeyCredParams: [
      { alg: -8, type: 'public-key' },
      { alg: -7, type: 'public-key' },
    ],
    timeout: 300_000,
    attestation: 'none',
    excludeCredentials: [],
    authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
  },
}

export const exampleRequest = {
  options: { challenge, rpId: 'app.example.com', timeout: 300_000, userVerification: 'required', allowCredentials: [] },
}

const clientDataJSON =
  'eyJ0eXBlIjoid2ViYXV0aG4uY3JlYXRlIiwiY2hhbGxlbmdlIjoicTgzdkVqUldlSkNyemU4U05GWjRrS3ZON3hJMFZuaVFxODN2RWpSV2VKQSIsIm9yaWdpbiI6Imh0dHBzOi8vYXBwLmV4YW1wbGUuY29tIn0'

export const exampleNewCredential = {
  id,
  rawId: id,
  type: 'public-key',
  response: { clientDataJSON, attestationObject: 'o2NmbXRkbm9uZWdhdHRTdG10oGhhdXRoRGF0YVhA', transports: ['internal', 'hybrid'] },
} as const

export const exampleUsedCredential = {
  id,
  rawId: id,
  type: 'public-key',
  response: {
    clientDataJSON,
    authenticatorData: 'SZYN5YgOjGh0NBcPZHZgW4_krrmihjLHmVzzuoMdl2MdAAAAAA',
    signature: 'MEUCIQDvV4yMQ2Gv4bC6yLxZ7c1Wl8Yq7Jc1m1sFv9cV7mZ3rQIgYk8v',
    userHandle: 'AZObfgAAcACAAAAAAADgAQ',
  },
} as const

export const examplePasskey = {
  id,
  name: 'Laptop',
  rp_id: 'app.example.com',
  backed_up: true,
  transports: ['internal', 'hybrid'],
  created_at: exampleTime,
  last_used_at: null,
}
