/** Every text of the channel's page. */
import { amountOf } from '../../ui/format.ts'

export const words = {
  title: (headline: string, name: string) => `${headline} · ${name}`,
  opening: 'Tuning in…',
  /** Of the platform, while nobody knows which channel it has. */
  platform: 'Prost',
  noAnswer: 'Connection lost. Trying again…',
  gone: 'This channel is over',
  goneDetail: 'Nothing will be shown here again.',
  next: 'Coming up',
  nothingNext: 'Nothing is announced yet.',
  zone: (zone: string) => `Times in ${zone}`,
  until: (time: string) => `until ${time}`,
  progress: 'How far it is',
  watching: (count: number) => `${amountOf(count, 'person', 'people')} watching`,
  signIn: 'Sign in',
  register: 'Make an account',
  waysLead: 'Meet the others who are here.',
} as const

/** What the channel is doing: a word on the picture, a line that stands for a title, a sentence. */
export const airing = {
  on_air: { chip: 'Live', line: 'Live now', detail: '' },
  degraded: { chip: 'Live', line: 'Live now', detail: 'The studio reports trouble: the picture may be less sharp than usual.' },
  slate: { chip: 'Back soon', line: 'We’ll be right back', detail: 'The studio’s picture stopped. It comes back here by itself.' },
  off_air: { chip: 'Off air', line: 'Off air', detail: 'The studio is closed for now. It begins again here by itself.' },
  unknown: {
    chip: 'No signal',
    line: 'We don’t hear from the studio',
    detail: 'As soon as we do, its picture comes back here by itself.',
  },
  heard: (age: string) => `Last heard ${age} ago.`,
  never: 'It was not heard yet.',
  since: (time: string) => `Since ${time}.`,
  lost: 'Connection lost, trying again. What is said here may be out of date.',
} as const

/** The player. */
export const player = {
  name: (channel: string) => `Player of ${channel}`,
  loading: 'Loading the picture…',
  waiting: 'Waiting for the picture…',
  reconnecting: 'The picture stopped. Trying again…',
  offline: 'You are offline. It goes on when the connection is back.',
  unsupported: 'This browser can not play this video',
  unsupportedDetail: 'A current version of Chrome, Edge, Firefox or Safari can.',
  play: 'Play',
  pause: 'Pause',
  soundOn: 'Turn the sound on',
  mute: 'Mute',
  unmute: 'Unmute',
  volume: 'Volume',
  toLive: 'Go to live',
  behind: (age: string) => `${age} behind`,
  captions: 'Captions',
  settings: 'Settings',
  quality: 'Quality',
  auto: 'Automatic',
  autoNow: (now: string) => `Automatic (${now})`,
  keys: 'Keyboard',
  keysOn: 'Single keys control the player',
  pictureInPicture: 'Picture in picture',
  fullScreen: 'Full screen',
  leaveFullScreen: 'Leave full screen',
} as const

/** Which key does what. */
export const keyWords = {
  toggle: ['Space, K', 'play or pause'],
  mute: ['M', 'sound on or off'],
  full_screen: ['F', 'full screen'],
  captions: ['C', 'captions'],
  live: ['L', 'go to live'],
  seek: ['← →', '10 seconds back or on'],
  volume: ['↑ ↓', 'volume, in the player'],
} as const
