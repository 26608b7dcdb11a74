/** The pictures of the call's buttons, 24 × 24. What a button does is said by its name. */
const paths = {
  microphone: 'M9 5.5a3 3 0 0 1 6 0v6a3 3 0 0 1-6 0zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3',
  microphone_off: 'M9 5.5a3 3 0 0 1 6 0v6a3 3 0 0 1-6 0zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3M4 3.5l16 17',
  camera: 'M3.5 7h11v10h-11zM14.5 10.5l6-3v9l-6-3',
  camera_off: 'M3.5 7h11v10h-11zM14.5 10.5l6-3v9l-6-3M4 3.5l16 17',
  devices: 'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M15 5v4M9 10v4M15 15v4',
  full: 'M4 9.5V4.5h5M20 9.5V4.5h-5M4 14.5v5h5M20 14.5v5h-5',
  small: 'M9 4.5v5H4M15 4.5v5h5M9 19.5v-5H4M15 19.5v-5h5',
  hang_up: 'M3 14.5c5-5 13-5 18 0l-2.5 2.8-4-1.8v-2.6a12 12 0 0 0-5 0v2.6l-4 1.8z',
} as const

export type CallIconName = keyof typeof paths

export function CallIcon({ name }: { readonly name: CallIconName }) {
  return (
    <svg className="call-icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  )
}
