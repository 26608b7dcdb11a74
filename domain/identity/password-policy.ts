/**
 * Which passwords are refused: shorter than 8 characters, among those that are guessed first, or the person's own name or e-mail. No
 * rules about kinds of characters: they make passwords harder to keep and not harder to guess (NIST SP 800-63B §3.1.1.2).
 */
import type { Failure, Issue } from '../../contract/errors.ts'
import common from './common-passwords.json' with { type: 'json' }

export const shortestPassword = 8
const fewestDifferent = 3

/** One list for all, made when it is first asked for. */
let commonPasswords: ReadonlySet<string> | null = null
const isCommon = (password: string): boolean => (commonPasswords ??= new Set(common.passwords.split(' '))).has(password)

export type Owner = { readonly email: string; readonly display_name: string }

/** Null when the password will do. `path` is where it was sent. */
export const passwordFault = (password: string, owner: Owner, path: string): Failure | null => {
  const issue = issueOf(password.normalize('NFKC').toLowerCase(), owner)
  if (issue === null) return null
  return { code: 'validation_failed', detail: 'Choose another password.', errors: [{ path, ...issue }] }
}

const issueOf = (password: string, owner: Owner): Omit<Issue, 'path'> | null => {
  const characters = Array.from(password)
  if (characters.length < shortestPassword) return { code: 'too_short', message: `is shorter than ${shortestPassword} characters` }
  if (namesOf(owner).includes(password)) return { code: 'too_personal', message: 'is your name or e-mail' }
  if (isCommon(password) || new Set(characters).size < fewestDifferent) {
    return { code: 'too_common', message: 'is one of the passwords that are guessed first' }
  }
  return null
}

const namesOf = ({ email, display_name }: Owner): string[] => {
  const name = display_name.normalize('NFKC').toLowerCase()
  return [email, email.split('@')[0] ?? '', name, name.replaceAll(/\s+/g, '')]
}
