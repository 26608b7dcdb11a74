/** Every method of an object's class is a request to it when it is called from outside. Runs inside a Worker. */
import { counters } from './meter.ts'

export const countCalls = (prototype: object, noteCall: (name: string) => void = () => undefined): void => {
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    if (name === 'constructor' || typeof value !== 'function') continue
    const counted = function counted(this: unknown, ...args: unknown[]): unknown {
      counters.objectRequests += 1
      noteCall(name)
      if (name === 'alarm') counters.alarms += 1
      return Reflect.apply(value, this, args)
    }
    Object.defineProperty(prototype, name, { value: counted, configurable: true, writable: true })
  }
}
