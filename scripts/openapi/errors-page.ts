/** docs/api/errors.md: every error code with its status, its title and the operations that answer it. */
import { errorTable } from '../../contract/errors.ts'
import type { ErrorCode } from '../../contract/errors.ts'
import { operations } from '../../contract/http.ts'
import { errorsOf } from '../../contract/operation.ts'

const head = `# Error codes

Errors are RFC 9457 \`application/problem+json\` with \`type\`, \`title\`, \`status\`, \`detail\`, \`code\`, \`request_id\` and, for validation,
\`errors: [{ path, code, message }]\`. Branch on \`code\`: it is stable. \`detail\` is for people and may change.
Generated from \`contract/errors.ts\`.

| code | status | title | answered by |
|---|---|---|---|
`

export const errorsPage = (): string => {
  const codes = Object.entries(errorTable) as [ErrorCode, (typeof errorTable)[ErrorCode]][]
  return head + codes.map(([code, { status, title }]) => `| \`${code}\` | ${status} | ${title} | ${answeredBy(code)} |\n`).join('')
}

/** What the doors answer before any operation is found. */
const anyPath: readonly ErrorCode[] = ['not_found', 'method_not_allowed', 'internal_error']

const answeredBy = (code: ErrorCode): string => {
  const by = operations.filter((operation) => errorsOf(operation).includes(code)).map(({ operationId }) => `\`${operationId}\``)
  if (anyPath.includes(code)) return 'any path'
  if (by.length > operations.length / 2) return 'most operations'
  return by.length === 0 ? 'none yet' : by.join(' ')
}
