/** The roles one may give, each with what it may do. Owners make owners. */
import type { Role } from '../../../contract/roles.ts'
import { ChoiceList } from '../../ui/choice-list.tsx'
import { everyRole, owns } from '../apps/rights.ts'
import { roleWords } from '../apps/words.ts'
import { words } from './words.ts'

type RoleChoiceProps = { readonly mine: Role; readonly chosen: Role; readonly error?: string | undefined }

export function RoleChoice({ mine, chosen, error }: RoleChoiceProps) {
  const given = everyRole.filter((role) => owns(mine) || role !== 'owner')
  return (
    <ChoiceList
      kind="radio"
      name="role"
      label={words.role}
      items={given.map((value) => ({ value, label: roleWords[value].name, hint: roleWords[value].may }))}
      chosen={[chosen]}
      error={error}
    />
  )
}

/** What a form's text names; the server refuses anything else. */
export const roleOf = (text: string): Role => everyRole.find((role) => role === text) ?? 'analyst'
