/** Every text of signing in and of the account. */
import type { AuthSession } from '../../../contract/identity.ts'
import type { FlowError } from '../../../contract/oauth.ts'
import type { CodeWords, Words } from './failure-words.ts'

export const words = {
  again: 'Try again',
  loading: 'Loading…',
  or: 'or',
  signIn: 'Sign in',
  signingIn: 'Signing in…',
  email: 'E-mail',
  password: 'Password',
  newPassword: 'New password',
  currentPassword: 'Current password',
  name: 'Your name',
  nameHint: 'As other operators see it.',
  passwordHint: 'At least 8 characters, and not a common one.',
  withPasskey: 'Sign in with a passkey',
  withProvider: (name: string) => `Sign in with ${name}`,
  forgotLink: 'Forgot your password?',
  registerLink: 'Create an account',
  backToSignIn: 'Back to sign-in',
  ended: 'Your sign-in has ended. Sign in to go on where you were.',
  left: 'You are signed out.',
  unknown: 'Your sign-in could not be checked',
  checking: 'Checking who you are…',

  register: 'Create an account',
  registering: 'Creating…',
  registerWithPasskey: 'Use a passkey instead of a password',

  forgot: 'Reset your password',
  forgotLead: 'We send a link to your e-mail. It works once, for 30 minutes.',
  forgotSend: 'Send the link',
  sending: 'Sending…',
  forgotSent: 'If there is an account for this e-mail, a link is on its way.',

  reset: 'Choose a new password',
  resetLead: 'Every sign-in of yours, on any device, ends with it.',
  resetSend: 'Set the password',
  resetDone: 'The new password is set, and you are signed in.',
  resetElsewhere: 'The new password is set. Sign in with it in the app.',
  saving: 'Saving…',
  askAnew: 'Ask for a new link',

  verify: 'Confirm your e-mail',
  verifying: 'Confirming your e-mail…',
  verified: 'Your e-mail is confirmed.',

  join: 'Join on Prost',
  joinLead: 'You were invited to help run an app. Create your account with the e-mail that the invitation went to.',
  joinAs: (email: string) => `You are signed in as ${email}. An invitation is for a new account: sign out to take it.`,
  joined: 'Welcome. You are signed in.',
  joinSend: 'Create the account and join',
  onward: 'Go on to the console',

  noToken: 'This link is not whole.',
  noTokenDetail: 'Open it from the mail again, or copy all of it.',

  signOut: 'Sign out',
  signingOut: 'Signing out…',
  account: 'Your account',
  accountLink: 'Account',
  notOperator: 'This account is not an operator’s.',
  notOperatorDetail: 'It belongs to the people of an app. Sign out, and sign in with an operator’s account.',

  profile: 'Profile',
  save: 'Save',
  saved: 'Saved.',
  emailOf: (email: string) => `Your e-mail is ${email}`,
  confirmed: 'confirmed',
  unverified: 'not confirmed yet',
  resend: 'Send the confirmation again',
  resent: 'The mail is on its way.',

  changePassword: 'Password',
  changePasswordLead: 'Your other sign-ins end when you change it.',
  changePasswordSend: 'Change the password',
  passwordChanged: 'The password is changed. Your other sign-ins have ended.',

  passkeys: 'Passkeys',
  passkeysLead: 'Sign in with your device’s lock instead of a password. Nothing to remember, nothing to steal from us.',
  noPasskeys: 'You have no passkey yet.',
  addPasskey: 'Add a passkey',
  addingPasskey: 'Follow your browser…',
  passkeyName: 'Name of the passkey',
  passkeyNameHint: 'So that you know it again: the device, for example.',
  passkeyAdded: 'The passkey is added.',
  passkeyRemoved: 'The passkey is removed.',
  passkeyMade: (day: string) => `added ${day}`,
  passkeyUsed: (time: string) => `last used ${time}`,
  passkeyUnused: 'not used yet',
  passkeySynced: 'synced between your devices',
  removePasskey: 'Remove',
  removePasskeyLabel: (name: string) => `Remove the passkey ${name}`,
  removePasskeyTitle: (name: string) => `Remove the passkey “${name}”?`,
  removePasskeyDetail: 'It will not sign you in any more. Your device may still offer it; delete it there too.',
  passkeysNotHere: 'Passkeys need a secure page that is opened by a name: https, or localhost.',

  sessions: 'Sign-ins',
  sessionsLead: 'Where your account is open now.',
  thisSession: 'this one',
  sessionStarted: (time: string) => `since ${time}`,
  sessionSeen: (time: string) => `last seen ${time}`,
  sessionBy: (method: string) => `by ${method}`,
  unknownDevice: 'Unknown browser',
  endSession: 'End',
  endSessionLabel: (name: string, since: string) => `End the sign-in of ${name}, ${since}`,
  endOthers: 'End all others',
  sessionEnded: 'The sign-in is ended.',
  othersEnded: 'All other sign-ins are ended.',

  needed: 'Needed.',
  notAnEmail: 'This is no e-mail address.',
  tooShort: 'Use at least 8 characters.',
  cancel: 'Cancel',
  moreOf: 'Show more',
  loadingMore: 'Loading more…',
} as const

export const methodWords = {
  password: 'password',
  passkey: 'passkey',
  oauth: 'provider',
  registration: 'registration',
  reset: 'password reset',
} as const satisfies Record<AuthSession['method'], string>

export const passkeyFaultWords = {
  cancelled: { title: 'No passkey was used.', detail: 'It was cancelled, took too long, or this device has none for Prost.' },
  known: { title: 'This device has a passkey for your account already.', detail: null },
  unsupported: { title: 'Passkeys do not work on this page.', detail: words.passkeysNotHere },
} as const

const closed: Words = {
  title: 'Registration is by invitation.',
  detail: 'Ask an owner of your app to invite you; the link in that mail creates the account.',
}

export const signInCodes = {
  invalid_credentials: {
    title: 'That did not open an account.',
    detail: 'The e-mail is unknown here, or the password does not belong to it.',
  },
  registration_closed: closed,
  email_taken: { title: 'There is an account for this e-mail already.', detail: 'Sign in with it, or reset its password.' },
  invalid_token: { title: 'This link does not work any more.', detail: 'It works once and for a limited time. Ask for a new one.' },
  sign_in_failed: { title: 'The sign-in could not be completed.', detail: 'Nothing was changed. Try again, or use another way in.' },
} satisfies CodeWords

export const passkeySignInCodes = {
  ...signInCodes,
  invalid_credentials: { title: 'This passkey does not open an account here.', detail: 'It may have been removed from the account.' },
} satisfies CodeWords

export const passkeyCodes = {
  last_way_in: { title: 'It is the only way into your account.', detail: 'Set a password or add another passkey first.' },
  too_many: { title: 'You have as many passkeys as there may be.', detail: 'Remove one that you do not use.' },
  sign_in_failed: { title: 'The passkey could not be added.', detail: 'Try again, or with another device.' },
} satisfies CodeWords

/** `?error=` of a provider's sign-in, as the contract lists them; any other reads as the last. */
export const providerErrors = {
  access_denied: { title: 'The provider’s sign-in was cancelled.', detail: null },
  email_taken: {
    title: 'There is an account for this e-mail already.',
    detail: 'Sign in to it as before: the provider does not vouch for the e-mail, so it can not open the account.',
  },
  email_missing: {
    title: 'The provider did not say which e-mail is yours.',
    detail: 'An account needs one. Allow it there, or use another way in.',
  },
  registration_closed: closed,
  temporarily_unavailable: { title: 'The provider does not answer.', detail: 'Try again, or use another way in.' },
  sign_in_failed: { title: 'The provider’s sign-in could not be completed.', detail: 'Try again, or use another way in.' },
} as const satisfies Record<FlowError, Words>

/** What the server finds wrong with a field, by its code. */
export const issueCodes = {
  too_common: 'This password is among the first that are guessed. Choose another.',
  too_short: words.tooShort,
  wrong_password: 'This is not your password.',
  too_personal: 'It is your name or e-mail.',
  unconfirmed: 'This e-mail is not confirmed yet.',
  invalid_type: 'This is missing, or of another kind than is needed.',
  invalid_format: 'This is not written as it must be.',
  invalid_value: 'This is none of what may be chosen.',
  invalid_union: 'This fits none of what may be given.',
  invalid_key: 'A name in it is not written as it must be.',
  invalid_element: 'A part of it does not fit.',
  not_multiple_of: 'This is not in the steps that may be given.',
  unrecognized_keys: 'There is something in it that nobody knows.',
  too_small: 'This is too short or too small.',
  too_big: 'This is too long or too large.',
} as const

/** A call that did not succeed. */
export const failureTexts = {
  unreachable: { title: 'Prost does not answer.', detail: 'There is no connection to it, or it took too long.' },
  unreadable: { title: 'Prost answered something this page can not read.', detail: 'Loading the page again may bring a newer one.' },
  signedOut: { title: 'Your sign-in could not be renewed.', detail: 'Try again, or sign in anew.' },
  tooOften: 'That was too often.',
  waitALittle: 'Wait a little and try again.',
  waitFor: (seconds: number) => `Try again in ${seconds} s.`,
  other: (status: number) => `Prost answered with an error (${status}).`,
  noReason: 'It gave no reason.',
  /** The server's own sentence about a field, which is English. */
  ofField: (message: string) => `This was not accepted: ${message.replace(/\.?$/, '.')}`,
} as const

/** What every page knows better than the server's own sentence. */
export const commonCodes = {
  insufficient_role: { title: 'Your role in this app does not allow that.', detail: null },
  not_found: { title: 'It is not there.', detail: 'It was removed, or your role in this app was taken.' },
  validation_failed: { title: 'Something in it does not fit.', detail: null },
  internal_error: { title: 'Something went wrong in Prost.', detail: 'Nothing of yours is wrong. Try again in a little while.' },
  temporarily_unavailable: { title: 'Prost can not do that right now.', detail: 'Try again in a little while.' },
} satisfies CodeWords

/** What differs by whose sign-in it is. */
export const operatorWords = {
  signInLead: 'The console is for those who run an app on Prost.',
  nameHint: 'As other operators see it.',
  registerLead: 'For operators. People of your apps register in the apps.',
  localHint: 'On this machine the e-mail and password of the demo operator are under “admin” in dev.json, beside the local data.',
} as const

export const peopleWords = {
  signInLead: 'Sign in to be with the others.',
  nameHint: 'As the others see it.',
  registerLead: 'To chat, to meet and to call. The channel itself needs no account.',
  localHint: 'On this machine four people are under “users” in dev.json, beside the local data.',
} as const
