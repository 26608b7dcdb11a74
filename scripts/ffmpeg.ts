/** Finds ffmpeg for the tests that watch a channel with it, and installs Debian's when there is none and it can be. */
import { spawnSync } from 'node:child_process'
import { installDebian } from './chromium.ts'

const isThere = (): boolean => ['ffmpeg', 'ffprobe'].every((tool) => spawnSync(tool, ['-version'], { stdio: 'ignore' }).status === 0)

/** False where it is not to be had: the tests then say loudly that they were not run, and CI fails. */
export const ensureFfmpeg = (): boolean => isThere() || (installDebian('ffmpeg') && isThere())
