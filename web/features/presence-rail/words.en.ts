/** Every text of the list of who is here. */
export const words = {
  title: 'Who is here',
  you: 'you',
  blocked: 'blocked',
  status: 'You are',
} as const
