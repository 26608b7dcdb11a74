/** The default of an exhaustive switch: a new member of the union is a type error here. */
export const assertNever = (value: never): never => {
  throw new Error(`not a member of the union: ${JSON.stringify(value)}`)
}
