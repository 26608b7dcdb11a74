/** What a form can see by itself before it asks the server. The server judges everything again. */
import { words } from './words.ts'

export const emailFault = (value: string): { readonly email?: string } =>
  value.trim() === '' ? { email: words.needed } : /^\S+@\S+\.\S+$/.test(value.trim()) ? {} : { email: words.notAnEmail }

/** A field that must not be empty. */
export const neededFault = <N extends string>(name: N, value: string): Partial<Record<N, string>> => {
  const fault: Partial<Record<N, string>> = {}
  if (value.trim() === '') fault[name] = words.needed
  return fault
}

export const newPasswordFault = <N extends string>(name: N, value: string): Partial<Record<N, string>> => {
  const fault: Partial<Record<N, string>> = {}
  if (value === '') fault[name] = words.needed
  else if (Array.from(value).length < 8) fault[name] = words.tooShort
  return fault
}
