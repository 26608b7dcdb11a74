/** Values that the examples of people's operations share. */
import { exampleTime } from './examples.ts'

export const examplePassword = 'a long walk by the sea'
export const exampleMailedToken = 'pq_ot_Zk3v9m0sX1cQh7bT2yLw8nRj5pUe4aGd6iKoVfSxMlA'
export const exampleSessionId = '01939b7e-0000-7000-8000-00000000f001'

export const exampleUser = {
  id: '01939b7e-0000-7000-8000-00000000e001',
  email: 'grace@example.com',
  email_verified: true,
  display_name: 'Grace',
  created_at: exampleTime,
}

export const exampleMe = {
  ...exampleUser,
  session_id: exampleSessionId,
  app: { id: '01939b7e-0000-7000-8000-00000000a001', name: 'Demo' },
  roles: [],
}

export const exampleTokens = {
  access_token: 'eyJhbGciOiJFUzI1NiIsImtpZCI6IjEifQ.e30.c2lnbmF0dXJl',
  refresh_token: 'pq_rt_AZObfgAAcACAAAAAAADwAQAAAAA',
  token_type: 'Bearer',
  expires_in: 600,
  user: exampleUser,
}

export const exampleSession = {
  id: exampleSessionId,
  current: true,
  method: 'password',
  user_agent: 'Mozilla/5.0',
  created_at: exampleTime,
  refreshed_at: exampleTime,
  expires_at: '2026-12-20T12:00:00.000Z',
}
