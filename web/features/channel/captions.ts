/** The captions of a video: whether there are some, and whether they are shown. They come and go with the media. */

export function followCaptions(video: HTMLVideoElement, until: AbortSignal, changed: (has: boolean) => void) {
  let isOn = false
  let had = false
  const tracks = (): TextTrack[] => [...video.textTracks].filter(({ kind }) => kind === 'captions' || kind === 'subtitles')
  const apply = (): void => {
    const all = tracks()
    // One language at a time: the first, unless the viewer chose another in the browser's own menu.
    const shown = all.find(({ mode }) => mode === 'showing') ?? all[0]
    for (const track of all) {
      const mode = isOn && track === shown ? 'showing' : 'disabled'
      if (track.mode !== mode) track.mode = mode
    }
    if (had !== all.length > 0) changed((had = !had))
  }
  for (const type of ['addtrack', 'removetrack'] as const) video.textTracks.addEventListener(type, apply, { signal: until })
  return {
    show: (on: boolean): void => {
      isOn = on
      apply()
    },
  }
}
