/** Every text of the party's own parts. */
export const words = {
  channel: 'The channel',
  noChannel: 'There is no channel here: the stage is yours.',
  onStage: 'On stage',
  you: 'You',
} as const
