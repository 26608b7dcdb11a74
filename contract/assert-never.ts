/** The end of an exhaustive `switch`: does not compile when a case is missing. */
export const assertNever = (value: never): never => {
  throw new Error(`a case is missing for ${JSON.stringify(value)}`)
}
