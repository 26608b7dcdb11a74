/**
 * Requests that reach the object within one turn of its event loop are taken together, so that they share one commit:
 * the commit costs more than the rows of a request. Each keeps its own answer and its own all-or-nothing, and no answer
 * leaves before the commit (the output gate). Owns no rules; `take` decides.
 */
export class GroupCommit<Request, Answer> {
  readonly #take: (request: Request) => Answer
  readonly #afterAll: () => void
  #waiting: { readonly request: Request; readonly settle: (take: () => Answer) => void }[] = []

  constructor(take: (request: Request) => Answer, afterAll: () => void) {
    this.#take = take
    this.#afterAll = afterAll
  }

  accept(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setTimeout(() => this.#takeAll(), 0)
      this.#waiting.push({
        request,
        settle: (take) => {
          try {
            resolve(take())
          } catch (error) {
            reject(error)
          }
        },
      })
    })
  }

  #takeAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const { request, settle } of waiting) settle(() => this.#take(request))
    this.#afterAll()
  }
}
