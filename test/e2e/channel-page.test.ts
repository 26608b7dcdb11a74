/** `/` of a deployment with a channel, in a real browser against the stand-in platform: the picture, what is said of it, and how both come back. */
import { describe, expect, it } from 'vitest'
import type { ChannelState } from '../../contract/channel.ts'
import { examine } from './admin-examine.ts'
import { switchLive } from './admin-live.ts'
import { adminStage, hasChrome } from './admin-stage.ts'
import type { ChannelWorld } from './admin-world-channel.ts'
import { newChannel } from './admin-world-channel.ts'
import { eventually, isFocused, seen } from './eventually.ts'

const stage = adminStage()
const { world } = stage

const player = () => stage.page.locator('section.player')
const video = () => player().locator('video')
const heading = (name: string) => stage.page.getByRole('heading', { level: 1, name })
const button = (name: string | RegExp) => player().getByRole('button', { name, exact: true })
const timeOf = (): Promise<number> => video().evaluate((element: HTMLVideoElement) => element.currentTime)
const isMuted = (): Promise<boolean> => video().evaluate((element: HTMLVideoElement) => element.muted)
const isPaused = (): Promise<boolean> => video().evaluate((element: HTMLVideoElement) => element.paused)
/** What goes on by the second. */
const masked = ['.channel-progress', '.channel-detail']
const source = (): Promise<string | null> => player().getAttribute('data-source')

/** The picture moves on from where it is now. */
async function moves(): Promise<boolean> {
  const from = await timeOf()
  await eventually(timeOf).toBeGreaterThan(from + 0.3)
  return true
}

/** What was loaded is played to its end at once. */
const useUp = (): Promise<void> =>
  video().evaluate((element: HTMLVideoElement) => {
    const { buffered } = element
    if (buffered.length > 0) element.currentTime = buffered.end(buffered.length - 1) - 0.2
  })

async function open(channel: ChannelState | ChannelWorld = 'on_air'): Promise<ChannelWorld> {
  const given = typeof channel === 'string' ? newChannel(channel) : channel
  world.channel = given
  await stage.page.goto('/')
  return given
}

async function openPlaying(channel?: ChannelState | ChannelWorld): Promise<ChannelWorld> {
  const opened = await open(channel)
  await eventually(() => player().getAttribute('data-phase')).toBe('playing')
  await moves()
  return opened
}

describe.runIf(hasChrome)('[B1] the channel', () => {
  it('plays by itself without sound and without anybody signed in, and says what is on and what comes next', async () => {
    const { page } = stage
    await openPlaying()
    expect(await seen(heading('Noite Aberta, ao vivo'))).toBe(true)
    expect(await seen(page.getByText('1,284 people watching'))).toBe(true)
    await eventually(isMuted).toBe(true)
    await eventually(() => page.title()).toBe('Noite Aberta, ao vivo · Voulezvous')
    const next = page.getByRole('region', { name: 'Coming up' })
    await eventually(() => next.getByRole('listitem').count()).toBe(3)
    expect(await seen(next.getByText('11:00'))).toBe(true)
    expect(await seen(next.getByText('Times in America/Sao_Paulo'))).toBe(true)
    expect(await seen(page.getByRole('link', { name: 'Sign in' }))).toBe(true)
    await examine(page, 'channel-on-air', { masked })
  })

  it.each([
    ['slate', 'We’ll be right back'],
    ['off_air', 'Off air'],
    ['unknown', 'We don’t hear from the studio'],
  ] as const)('%s is said as it is: %s', async (state, line) => {
    await openPlaying(state)
    expect(await seen(heading(line))).toBe(true)
    await eventually(() => stage.page.getByText('Live', { exact: true }).count()).toBe(0)
    await examine(stage.page, `channel-${state}`, { masked })
  })

  it('the picture tells first that the source was switched, and the page asks why', async () => {
    const channel = await openPlaying()
    switchLive(channel.live, 'slate')
    Object.assign(channel.status, newChannel('slate').status)
    await eventually(source).toBe('slate')
    expect(await seen(heading('We’ll be right back'))).toBe(true)
    expect(await moves()).toBe(true)
    switchLive(channel.live, 'lab')
    Object.assign(channel.status, newChannel('on_air').status)
    await eventually(source).toBe('lab')
    expect(await seen(heading('Noite Aberta, ao vivo'))).toBe(true)
    expect(await moves()).toBe(true)
  })

  it('what there is before the player weighs at most 100 KB gzip, and the player is asked for once', async () => {
    const { page, server } = stage
    const players: string[] = []
    page.on('request', (request) => /hls-engine/.test(request.url()) && players.push(request.url()))
    await page.route('**/assets/hls-engine-*.js', (route) => route.abort())
    await open()
    expect(await seen(heading('Noite Aberta, ao vivo'))).toBe(true)
    await eventually(() => players.length).toBeGreaterThan(0)
    expect(server.pages.gzipBytes).toBeLessThan(100 * 1024)
  })

  it('reads Portuguese when its reader does', async () => {
    await openPlaying('slate')
    await stage.page.getByRole('button', { name: 'Português' }).click()
    expect(await seen(heading('Já voltamos'))).toBe(true)
    expect(await seen(button('Pausar'))).toBe(true)
    expect(await moves()).toBe(true)
    await examine(stage.page, 'pt-channel-slate', { masked })
  })
})

describe.runIf(hasChrome)('[B1] comes back by itself', () => {
  it('when the platform is not there at first', async () => {
    world.api = 'down'
    await open()
    expect(await seen(stage.page.getByText('Connection lost. Trying again…'))).toBe(true)
    await examine(stage.page, 'channel-no-answer', { masked })
    world.api = 'up'
    expect(await seen(heading('Noite Aberta, ao vivo'))).toBe(true)
    await eventually(timeOf).toBeGreaterThan(0)
  })

  it('when the picture’s door is gone for a while: without a reload', async () => {
    const { page } = stage
    const channel = await openPlaying()
    await page.evaluate(() => document.body.setAttribute('data-same', ''))
    channel.live.door = 'down'
    await eventually(() => player().getAttribute('data-phase')).toBe('broken')
    await useUp()
    expect(await seen(player().getByText('The picture stopped. Trying again…'))).toBe(true)
    await examine(page, 'channel-reconnecting', { masked })
    channel.live.door = 'up'
    await eventually(() => player().getAttribute('data-phase')).toBe('playing')
    expect(await moves()).toBe(true)
    await eventually(() => page.locator('body').getAttribute('data-same')).toBe('')
  })

  it('when what came could not be played', async () => {
    const channel = await openPlaying()
    channel.live.isGarbled = true
    await eventually(() => player().getAttribute('data-phase')).toBe('broken')
    channel.live.isGarbled = false
    await eventually(() => player().getAttribute('data-phase')).toBe('playing')
    expect(await moves()).toBe(true)
  })

  it('when this machine was offline, and says so meanwhile', async () => {
    await openPlaying()
    await stage.context.setOffline(true)
    expect(await seen(stage.page.getByText('Connection lost, trying again.').first())).toBe(true)
    await useUp()
    expect(await seen(player().getByText('You are offline.'))).toBe(true)
    await stage.context.setOffline(false)
    await eventually(() => player().getAttribute('data-phase')).toBe('playing')
    expect(await moves()).toBe(true)
    await eventually(() => stage.page.getByText('Connection lost, trying again.').count()).toBe(0)
  })

  it('when the file of the player did not come', async () => {
    const { page } = stage
    let refused = 0
    await page.route('**/assets/hls-engine-*.js', (route) => (refused++ === 0 ? route.abort() : route.continue()))
    await open()
    await eventually(timeOf).toBeGreaterThan(0)
    expect(refused).toBeGreaterThan(1)
  })
})

describe.runIf(hasChrome)('[§6] the player under the hands', () => {
  it('has its sound turned on in plain sight, and its keys', async () => {
    const { page } = stage
    await openPlaying()
    await button('Turn the sound on').click()
    await eventually(isMuted).toBe(false)
    await page.keyboard.press('m')
    await eventually(isMuted).toBe(true)
    await eventually(() => button('Turn the sound on').count()).toBe(0)
    await page.keyboard.press('k')
    await eventually(isPaused).toBe(true)
    expect(await seen(button('Play').first())).toBe(true)
    await examine(page, 'channel-paused', { masked })
    await page.keyboard.press('k')
    expect(await moves()).toBe(true)
    await page.keyboard.press('f')
    await eventually(() => page.evaluate(() => document.fullscreenElement?.className)).toBe('player')
    await page.keyboard.press('f')
    await eventually(() => page.evaluate(() => document.fullscreenElement)).toBeNull()
  })

  it('goes back, says how far behind it is, and to live again', async () => {
    await openPlaying()
    await stage.page.keyboard.press('ArrowLeft')
    const toLive = button(/^Go to live/)
    await eventually(() => toLive.innerText()).toMatch(/\d+ s behind/)
    await video().evaluate((element: HTMLVideoElement) => {
      const from = element.currentTime
      element.addEventListener('seeking', () => (element.dataset['jumped'] = String(element.currentTime - from)), { once: true })
    })
    await toLive.click()
    // A slow machine may be behind again at once; what the press does is the jump.
    await eventually(async () => Number(await video().getAttribute('data-jumped'))).toBeGreaterThan(3)
    expect(await moves()).toBe(true)
  })

  it('has the qualities of the channel, and keys that can be switched off and stay so', async () => {
    const { page } = stage
    await openPlaying()
    await button('Settings').click()
    await player().getByRole('radio', { name: '180p' }).check()
    await eventually(() => player().getByRole('radio', { name: '180p' }).isChecked()).toBe(true)
    await examine(page, 'channel-settings', { masked })
    await player().getByRole('checkbox', { name: 'Single keys control the player' }).uncheck()
    await page.keyboard.press('Escape')
    await eventually(() => isFocused(button('Settings'))).toBe(true)
    await page.reload()
    await eventually(timeOf).toBeGreaterThan(0)
    await page.keyboard.press('k')
    await button('Settings').click()
    await eventually(() => player().getByRole('checkbox').isChecked()).toBe(false)
    await eventually(isPaused).toBe(false)
  })

  it('shows captions where there are some, and remembers that', async () => {
    await openPlaying()
    await eventually(() => button('Captions').count()).toBe(0)
    const addCaptions = () =>
      video().evaluate((element: HTMLVideoElement) => {
        element.addTextTrack('captions', 'Português', 'pt').addCue(new VTTCue(0, 86_400, 'Boa noite'))
      })
    const modes = () => video().evaluate((element: HTMLVideoElement) => [...element.textTracks].map(({ mode }) => mode))
    await addCaptions()
    await button('Captions').click()
    await eventually(() => button('Captions').getAttribute('aria-pressed')).toBe('true')
    await eventually(modes).toContain('showing')
    await stage.page.reload()
    await eventually(timeOf).toBeGreaterThan(0)
    await addCaptions()
    await eventually(modes).toContain('showing')
  })

  it('asks for a press where the browser does not let it begin', async () => {
    await stage.page.addInitScript(() => {
      // oxlint-disable-next-line typescript/unbound-method -- it is called on the element it was meant for
      const { play } = HTMLMediaElement.prototype
      let pressed = false
      addEventListener('pointerdown', () => (pressed = true), true)
      HTMLMediaElement.prototype.play = function () {
        return pressed ? play.call(this) : Promise.reject(new DOMException('a gesture first', 'NotAllowedError'))
      }
    })
    await open()
    await player().locator('.cover-play').click()
    await eventually(timeOf).toBeGreaterThan(0)
    expect(await moves()).toBe(true)
  })

  it('says so where nothing can be played', async () => {
    await stage.page.addInitScript(() => {
      Reflect.deleteProperty(window, 'MediaSource')
      Reflect.deleteProperty(window, 'ManagedMediaSource')
      HTMLMediaElement.prototype.canPlayType = () => ''
    })
    await open()
    expect(await seen(player().getByText('This browser can not play this video'))).toBe(true)
    await examine(stage.page, 'channel-unsupported', { masked })
  })
})

describe.runIf(hasChrome)('[B1] who watches', () => {
  it('says so without a cookie, and that it is over when the page is left', async () => {
    const channel = await openPlaying()
    await eventually(() => channel.beats.length).toBeGreaterThan(0)
    await stage.page.getByRole('link', { name: 'API' }).first().click()
    await eventually(() => channel.beats.at(-1)?.leaving).toBe(true)
    expect(new Set(channel.beats.map(({ viewer }) => viewer)).size).toBe(1)
    expect(stage.calls('POST', '/presence').filter(({ headers }) => headers.cookie !== undefined)).toEqual([])
    await eventually(() => stage.context.cookies()).toEqual([])
  })

  it('is not asked to when enough others do', async () => {
    const channel = newChannel()
    Object.assign(channel.status, { presence_sample: 1e-9 })
    await openPlaying(channel)
    await stage.page.getByRole('link', { name: 'API' }).first().click()
    await stage.barrier()
    expect(channel.beats.filter(({ leaving }) => !leaving)).toEqual([])
  })
})
