/** Any path that is no page. */
import { useEffect } from 'react'
import { Link } from './router.tsx'
import { words } from './words.ts'

export function NotFoundPage({ path }: { readonly path: string }) {
  const { notFoundTitle } = words
  useEffect(() => {
    document.title = notFoundTitle
  }, [notFoundTitle])
  return (
    <div className="narrow">
      <h1>{words.notFound}</h1>
      <p>
        <code className="break">{path}</code> {words.notFoundDetail}
      </p>
      <p>
        <Link href="/">{words.toStart}</Link>
      </p>
    </div>
  )
}
