/** The Workers that the metered entries wrap, as little of them as wrapping needs. The bundler puts the real ones in their place. */
declare module 'metered:ingest' {
  import type { Database, Queue, Storage } from './meter.ts'
  export type Env = { readonly KERNEL_DB: Database; readonly EVENTS_QUEUE: Queue }
  const worker: { fetch(request: Request, env: Env, context: object): Promise<Response> | Response }
  export default worker
  export class TelemetryShard {
    constructor(context: { readonly storage: Storage }, env: Env)
    alarm(): Promise<void>
  }
}

declare module 'metered:rollup' {
  import type { Database } from './meter.ts'
  export type Env = { readonly KERNEL_DB: Database; readonly EVENTS_00: Database; readonly EVENTS_01: Database }
  const worker: {
    queue(batch: object, env: Env, context: object): Promise<void>
    scheduled(controller: object, env: Env, context: object): Promise<void>
  }
  export default worker
}

declare module 'metered:sync' {
  import type { Database, Queue, Storage } from './meter.ts'
  export type Bucket = object
  export type Env = { readonly KERNEL_DB: Database; readonly EVENTS_QUEUE: Queue; readonly MEDIA: Bucket }
  const worker: { fetch(request: Request, env: Env, context: object): Promise<Response> | Response }
  export default worker
  export class Channel {
    constructor(context: { readonly storage: Storage }, env: Env)
    alarm(): Promise<void>
  }
}

declare module 'metered:realtime' {
  import type { Database, Queue, Storage } from './meter.ts'
  export type Env = { readonly KERNEL_DB: Database; readonly EVENTS_QUEUE: Queue }
  const worker: { fetch(request: Request, env: Env, context: object): Promise<Response> | Response }
  export default worker
  class Original {
    constructor(context: { readonly storage: Storage }, env: Env)
    alarm(): Promise<void>
  }
  export class Room extends Original {
    fetch(request: Request): Promise<Response>
  }
  export { Original as Person, Original as Lobby, Original as RoomRegister }
}
