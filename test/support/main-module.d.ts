/** Types `exports` of `cloudflare:workers` in the test pool: the composed main Worker. */
declare namespace Cloudflare {
  interface GlobalProps {
    mainModule: typeof import('./test-main.ts')
  }
}
