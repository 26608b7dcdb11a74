/** What the tests read of m3u8-parser 7, which has no types of its own. */
declare module 'm3u8-parser' {
  export class Parser {
    push(text: string): void
    end(): void
    readonly manifest: {
      readonly mediaSequence: number
      readonly discontinuitySequence: number
      readonly targetDuration: number
      readonly warnings?: readonly { readonly message: string }[]
      readonly segments: readonly {
        readonly uri?: string
        readonly duration?: number
        readonly discontinuity?: boolean
        readonly map?: { readonly uri: string }
      }[]
    }
  }
}
