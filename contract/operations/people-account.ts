/** What a signed-in person sees and changes of their own: name, password, e-mail. And the links in mails, which need no sign-in. */
import { done, emailInput, me, meChanges, newPasswordInput, resetInput, tokens, verifyInput } from '../identity.ts'
import { idempotencyHeader, json } from '../operation.ts'
import type { Operation } from '../operation.ts'
import { exampleMailedToken, exampleMe, examplePassword, exampleTokens } from './people-examples.ts'
import { sessionHeader } from './session-header.ts'
import { bodyErrors, writeErrors } from './write-errors.ts'

const newPassword = 'another walk in the hills'

export const getMe = {
  operationId: 'getMe',
  method: 'get',
  path: '/v1/me',
  summary: 'Who is signed in',
  tag: 'Account',
  access: { by: 'user' },
  door: 'gateway',
  answers: { 200: { description: 'You.', content: json(me, exampleMe) } },
  errors: [],
} as const satisfies Operation

export const changeMe = {
  operationId: 'changeMe',
  method: 'patch',
  path: '/v1/me',
  summary: 'Change your name',
  tag: 'Account',
  access: { by: 'user' },
  door: 'gateway',
  headers: idempotencyHeader,
  body: { required: true, content: json(meChanges, { display_name: 'Grace H.' }) },
  answers: { 200: { description: 'You, as you are now.', content: json(me, { ...exampleMe, display_name: 'Grace H.' }) } },
  errors: writeErrors,
} as const satisfies Operation

export const changePassword = {
  operationId: 'changePassword',
  method: 'post',
  path: '/v1/auth/password',
  summary: 'Change your password',
  description:
    'All other sign-ins end. A wrong current password is 422 with the code `wrong_password`. Who has no password yet sets one with a reset mail.',
  tag: 'Account',
  access: { by: 'user' },
  door: 'gateway',
  headers: idempotencyHeader,
  body: { required: true, content: json(newPasswordInput, { current_password: examplePassword, new_password: newPassword }) },
  answers: { 200: { description: 'It is changed.', content: json(done, { status: 'ok' }) } },
  errors: writeErrors,
} as const satisfies Operation

export const forgotPassword = {
  operationId: 'forgotPassword',
  method: 'post',
  path: '/v1/auth/password/forgot',
  summary: 'Ask for a mail to choose a new password',
  description: 'The same answer whether the e-mail has an account or not. At most five mails an hour go to a person.',
  tag: 'Sign-in',
  access: { by: 'realm' },
  door: 'gateway',
  headers: idempotencyHeader,
  body: { required: true, content: json(emailInput, { email: 'grace@example.com' }) },
  answers: { 200: { description: 'If there is an account, a mail is on its way.', content: json(done, { status: 'ok' }) } },
  errors: writeErrors,
} as const satisfies Operation

export const resetPassword = {
  operationId: 'resetPassword',
  method: 'post',
  path: '/v1/auth/password/reset',
  summary: 'Choose a new password with the link of a mail, and sign in',
  description: 'The link works once, within 30 minutes. All sign-ins of before end.',
  tag: 'Sign-in',
  access: { by: 'none' },
  door: 'gateway',
  headers: sessionHeader,
  body: { required: true, content: json(resetInput, { token: exampleMailedToken, new_password: newPassword }) },
  answers: { 200: { description: 'Signed in with the new password.', content: json(tokens, exampleTokens) } },
  errors: [...bodyErrors, 'invalid_token', 'origin_forbidden', 'rate_limited', 'temporarily_unavailable'],
} as const satisfies Operation

export const verifyEmail = {
  operationId: 'verifyEmail',
  method: 'post',
  path: '/v1/auth/email/verify',
  summary: 'Confirm an e-mail with the link of a mail',
  description: 'The link works once, within 24 hours.',
  tag: 'Account',
  access: { by: 'none' },
  door: 'gateway',
  body: { required: true, content: json(verifyInput, { token: exampleMailedToken }) },
  answers: { 200: { description: 'It is confirmed.', content: json(done, { status: 'ok' }) } },
  errors: [...bodyErrors, 'invalid_token', 'rate_limited', 'temporarily_unavailable'],
} as const satisfies Operation

export const resendVerification = {
  operationId: 'resendVerification',
  method: 'post',
  path: '/v1/auth/email/resend',
  summary: 'Ask for another mail to confirm your e-mail',
  description: 'Nothing is sent when it is confirmed already. At most five mails an hour.',
  tag: 'Account',
  access: { by: 'user' },
  door: 'gateway',
  headers: idempotencyHeader,
  answers: { 200: { description: 'A mail is on its way, if one is needed.', content: json(done, { status: 'ok' }) } },
  errors: ['idempotency_conflict', 'validation_failed'],
} as const satisfies Operation

export const peopleAccountOperations: readonly Operation[] = [
  getMe,
  changeMe,
  changePassword,
  forgotPassword,
  resetPassword,
  verifyEmail,
  resendVerification,
]
