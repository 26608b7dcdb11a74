/** What an app of random video chat wants to see of its own events ([V2]): the settings of the demo tenant, and an example for others. */
import { measures } from '../contract/measures.ts'

export const voxMeasures = measures.parse([
  { name: 'Waiting now', kind: 'balance', in: 'interaction.queue.joined', out: 'interaction.queue.left' },
  { name: 'Matches a minute', kind: 'rate', type: 'interaction.match.created' },
  { name: 'Skips a match', kind: 'share', of: 'interaction.skip', among: 'interaction.match.created' },
  { name: 'Match to connect', kind: 'distribution', type: 'interaction.match.ended', field: 'connect_ms', unit: 'ms' },
  { name: 'Failed to connect', kind: 'share', of: 'error.ice_failure', among: 'interaction.match.created' },
  { name: 'Rows a session', kind: 'distribution', type: 'session_cost', field: 'rows_written' },
  { name: 'Rows a search', kind: 'distribution', type: 'match_counted', field: 'rows_written' },
])
