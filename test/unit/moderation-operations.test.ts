/** The operations of media, safety and moderation before they join the API: whole, and each of its own. */
import { describe, expect, test } from 'vitest'
import { operations } from '../../contract/http.ts'
import { withMirrors } from '../../contract/mirror.ts'
import { errorsOf } from '../../contract/operation.ts'
import type { Content, Operation } from '../../contract/operation.ts'
import { mediaOperations } from '../../contract/operations/media.ts'
import { safetyOperations } from '../../contract/operations/moderation-people.ts'
import { moderationOperations } from '../../contract/operations/moderation.ts'

const ours: readonly Operation[] = withMirrors([...mediaOperations, ...safetyOperations, ...moderationOperations])

test('[B11] no name and no address is another’s', () => {
  const others = operations.filter(({ operationId }) => !ours.some((each) => each.operationId === operationId))
  const all = [...others, ...ours]
  for (const key of [({ operationId }: Operation) => operationId, ({ method, path }: Operation) => `${method} ${path}`])
    expect(new Set(all.map(key)).size).toBe(all.length)
})

test('[B10] what moderators do, operators do under the app, with a role that moderates', () => {
  const mirrored = ours.filter(({ path }) => path.startsWith('/v1/apps/{app_id}/moderation'))
  expect(mirrored).toHaveLength(moderationOperations.filter(({ access }) => access.by === 'secret_key').length)
  for (const { access } of mirrored) expect(access).toEqual({ by: 'operator', roles: ['owner', 'admin', 'moderator'] })
})

describe.each(ours)('$operationId', (operation) => {
  test('[B11] its examples are what its schemas say', () => {
    const contents = [operation.body?.content ?? {}, ...Object.values(operation.answers).map(({ content }) => content)]
    for (const { schema, example } of contents.flatMap((content) => Object.values(content as Record<string, Content>)))
      expect(schema.safeParse(example).error?.message).toBeUndefined()
    expect(operation.params?.safeParse(operation.example?.params).success ?? true).toBe(true)
    expect(operation.query?.safeParse(operation.example?.query ?? {}).success ?? true).toBe(true)
  })

  test('[B11] names its path’s parameters, and what is not there', () => {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    expect(Object.keys(operation.params?.shape ?? {}).toSorted()).toEqual(names.toSorted())
    expect(names.length === 0 || errorsOf(operation).includes('not_found')).toBe(true)
  })

  test('[K2] a body that names the app is not taken', () => {
    const [content] = Object.values((operation.body?.content ?? {}) as Record<string, Content>)
    const named = content?.schema.safeParse({ ...(content.example as object), app_id: 'x' }).success ?? false
    expect(named).toBe(false)
  })
})
