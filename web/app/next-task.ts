/**
 * When effects run: in the next task, whether or not there is a frame. By itself the library waits for a frame to be painted, which a hidden tab
 * has none of, and which leaves the focus behind where a key was pressed at once after another.
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
