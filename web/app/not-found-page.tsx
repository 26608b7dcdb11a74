/** Any path that is no page. */
import { Link } from './router.tsx'

export function NotFoundPage({ path }: { readonly path: string }) {
  return (
    <div className="narrow">
      <h1>There is nothing here</h1>
      <p>
        <code className="break">{path}</code> is not a page of this platform.
      </p>
      <p>
        <Link href="/">To the start</Link>
      </p>
    </div>
  )
}
