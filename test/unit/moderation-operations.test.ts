/** The operations of safety and moderation: what holds for them beyond what holds for all (`openapi.test.ts`). */
import { describe, expect, test } from 'vitest'
import { withMirrors } from '../../contract/mirror.ts'
import type { Content, Operation } from '../../contract/operation.ts'
import { safetyOperations } from '../../contract/operations/moderation-people.ts'
import { moderationRoomsOperations } from '../../contract/operations/moderation-rooms.ts'
import { moderationOperations } from '../../contract/operations/moderation.ts'

const forModerators = [...moderationOperations, ...moderationRoomsOperations]
const ours: readonly Operation[] = withMirrors([...safetyOperations, ...forModerators])

test('[B10] what moderators do, operators do under the app, with a role that moderates', () => {
  const mirrored = ours.filter(
    ({ path, access }) => path.startsWith('/v1/apps/{app_id}/') && access.by === 'operator' && !path.endsWith('/policies'),
  )
  expect(mirrored).toHaveLength(forModerators.filter(({ access }) => access.by === 'secret_key').length)
  for (const { access } of mirrored) expect(access).toEqual({ by: 'operator', roles: ['owner', 'admin', 'moderator'] })
})

describe.each(ours)('$operationId', (operation) => {
  test('[K2] a body that names the app is not taken', () => {
    const [content] = Object.values((operation.body?.content ?? {}) as Record<string, Content>)
    const named = content?.schema.safeParse({ ...(content.example as object), app_id: 'x' }).success ?? false
    expect(named).toBe(false)
  })
})
