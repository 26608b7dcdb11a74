/** The manifests of the platform's modes, unparsed. Made by `node scripts/modes.ts`: a new mode is a new file beside this one. */
import broadcast from './broadcast.json' with { type: 'json' }
import party from './party.json' with { type: 'json' }
import privateCall from './private-call.json' with { type: 'json' }
import random from './random.json' with { type: 'json' }

export const manifests: readonly unknown[] = [broadcast, party, privateCall, random]
