/** What holds for every operation: the promises of the API, who can ask, and every error code. */
import './introduction.css'
import type { ApiDocument } from './api-document.ts'
import { documentPath } from './load-document.ts'
import { Prose, Words } from './prose.tsx'
import { words } from './words.ts'

export function Introduction({ document }: { readonly document: ApiDocument }) {
  return (
    <header className="docs-intro">
      <h1>{words.title}</h1>
      <p className="docs-lead">
        {document.summary}{' '}
        <span className="quiet">
          {words.version(document.version)}{' '}
          <a href={documentPath}>
            <code>OpenAPI 3.1</code>
          </a>
        </span>
      </p>
      <div className="docs-ground">
        <Prose text={document.introduction} />
        <section aria-labelledby="docs-schemes">
          <h2 id="docs-schemes">{words.whoAsks}</h2>
          <dl className="schemes">
            {document.schemes.map(({ name, kind, description }) => (
              <div key={name}>
                <dt>
                  <code>{kind}</code>
                </dt>
                <dd>
                  <Words text={description} />
                </dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
    </header>
  )
}

export function ErrorCodes({ codes }: { readonly codes: ApiDocument['codes'] }) {
  return (
    <section className="docs-area" aria-labelledby="error-codes">
      <h2 id="error-codes">{words.errorCodes}</h2>
      <table className="codes">
        <thead>
          <tr>
            <th scope="col">{words.status}</th>
            <th scope="col">{words.code}</th>
            <th scope="col">{words.meaning}</th>
          </tr>
        </thead>
        <tbody>
          {codes.map(({ status, code, title }) => (
            <tr key={code}>
              <td className="status-code">{status}</td>
              <td>
                <code>{code}</code>
              </td>
              <td>{title}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
