/**
 * The moving picture and the sound, as expressions for ffmpeg. Both are periodic: after `periodS` everything is as it was, so that the
 * end of a loop goes into its beginning without a seam. Only sums of waves; nothing of it was filmed, drawn or played by anyone.
 */

/** Seconds after which picture and sound begin again: a whole number of AAC frames (1,024 samples of 48 kHz) and of segments. */
export type Period = 8 | 32

type Wave = { readonly rgb: readonly [number, number, number]; readonly sharp: number; readonly phase: string }

/** Slow clouds of light: each a wave bent by another. X, Y run over the picture from 0 to W, H; `turn` is 2πt/period. */
const clouds: readonly Wave[] = [
  { rgb: [118, 12, 58], sharp: 2, phase: '2.1*X/W+1.3*Y/H+turn+0.9*sin(2.7*Y/H-turn)' },
  { rgb: [22, 30, 92], sharp: 2, phase: '1.4*X/W+2.0*Y/H-turn+1.1*sin(2.3*X/W-turn)' },
  { rgb: [10, 40, 38], sharp: 3, phase: '1.7*X/W-2.2*Y/H-turn+0.8*sin(3.1*X/W+turn)' },
  { rgb: [52, 20, 8], sharp: 4, phase: '4.1*X/W-2*turn+1.7*Y/H' },
]

type Light = { readonly rgb: readonly [number, number, number]; readonly size: number; readonly x: string; readonly y: string }

/** Soft lights out of focus, drifting on closed paths. Size as a share of the height. */
const lights: readonly Light[] = [
  { rgb: [96, 66, 30], size: 0.11, x: '0.22+0.06*sin(turn)', y: '0.34+0.08*cos(turn)' },
  { rgb: [88, 40, 52], size: 0.16, x: '0.78+0.05*cos(turn+1)', y: '0.62+0.06*sin(2*turn)' },
  { rgb: [34, 52, 96], size: 0.13, x: '0.58+0.08*sin(turn+2)', y: '0.20+0.05*sin(turn+4)' },
  { rgb: [74, 58, 40], size: 0.07, x: '0.40+0.10*cos(turn+3)', y: '0.78+0.05*cos(2*turn+1)' },
  { rgb: [60, 34, 84], size: 0.09, x: '0.90+0.04*sin(2*turn+2)', y: '0.30+0.09*sin(turn+1)' },
]

const night = [22, 12, 38] as const

/** One colour of one pixel, 0 to 255. `gain` dims it. */
const channelAt = (colour: 0 | 1 | 2, periodS: Period, gain: number): string => {
  const waves = clouds.map(({ rgb, sharp, phase }) => `${rgb[colour]}*pow(0.5+0.5*sin(${phase}),${sharp})`)
  const spots = lights.map(
    ({ rgb, size, x, y }) =>
      `${rgb[colour]}/(1+pow(hypot((X/W-(${x}))*16/9,Y/H-(${y}))/${(size / 2).toFixed(3)},6))*(0.7+0.3*sin(turn+${size * 40}))`,
  )
  return `min(255,${gain}*(${[night[colour], ...waves, ...spots].join('+')}))`.replaceAll('turn', `(2*PI*T/${periodS})`)
}

/** Drawn small and scaled up, which makes it soft and takes a twenty-fifth of the time. */
export const pictureSource = (periodS: Period, gain: number): string => {
  const [r, g, b] = ([0, 1, 2] as const).map((colour) => channelAt(colour, periodS, gain))
  return `nullsrc=s=256x144:r=24:d=${periodS},format=gbrp,geq=r='${r}':g='${g}':b='${b}',scale=1280:720:flags=bicubic,format=yuv420p`
}

/** Tones of a chord (A minor with its ninth) in whole waves per 32 s, each swelling at its own pace in whole turns of the period. */
const tones = [110, 164.8125, 220, 261.625, 329.625, 493.875] as const

/** A quiet pad in stereo, `gain` of full scale. */
export const soundSource = (periodS: Period, gain: number): string => {
  // Whole waves in a shorter period, too.
  const pitch = (hz: number): number => Math.round(hz * periodS) / periodS
  const voice = (hz: number, i: number, side: number): string =>
    `${(gain / (i + 1.5)).toFixed(4)}*sin(2*PI*${pitch(hz)}*t)*(0.55+0.45*sin(2*PI*${1 + (i % 3)}*t/${periodS}+${i + side}))`
  const [left, right] = [0, 0.8].map((side) => tones.map((hz, i) => voice(hz, i, side)).join('+'))
  return `aevalsrc=exprs='${left}|${right}':s=48000:d=${periodS}`
}
