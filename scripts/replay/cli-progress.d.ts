/** The part of cli-progress that replay uses; the package carries no types. */
declare module 'cli-progress' {
  export class SingleBar {
    constructor(options: { format: string; hideCursor?: boolean; clearOnComplete?: boolean }, preset: object)
    start(total: number, value: number): void
    increment(): void
    stop(): void
  }
  export const Presets: { readonly shades_classic: object }
}
