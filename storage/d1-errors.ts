/**
 * Which errors of D1 say "later" and not "never": the connection or the database was the trouble, not the statement.
 * Source: https://developers.cloudflare.com/d1/observability/debug-d1/
 */
const passing = [
  'Network connection lost',
  'storage caused object to be reset',
  'reset because its code was updated',
  'Cannot resolve D1 DB due to transient issue',
  'D1 DB is overloaded',
  'exceeded timeout',
  'exceeded its CPU time limit',
  'exceeded its memory limit',
  'database is locked',
]

export const isPassing = (error: unknown): boolean => {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { message } = cause
    if (passing.some((text) => message.includes(text))) return true
  }
  return false
}
