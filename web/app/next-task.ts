/**
 * When effects run: in the next task, whether or not there is a frame. By itself the library waits for the next frame or 35 ms, which leaves the
 * focus behind where one key is pressed right after another.
 */
import { options } from 'preact'

export function runEffectsInTheNextTask(): void {
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  port1.addEventListener('message', () => waiting.shift()?.())
  port1.start()
  options.requestAnimationFrame = (effects) => {
    waiting.push(effects)
    port2.postMessage(null)
  }
}
