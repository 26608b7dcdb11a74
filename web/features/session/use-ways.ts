/** Where the ways in lead and what they say, by whose sign-in it is: an operator's have addresses of their own, a person's stand where the person is. */
import { usePath } from '../../app/router.tsx'
import { useAccount } from './account.ts'
import { operatorWords, peopleWords } from './words.ts'

type Ways = { readonly signIn: string; readonly register: string; readonly forgot: string }

export function useWays(): Ways {
  const { realm } = useAccount()
  const path = usePath()
  return realm.of === 'operators'
    ? { signIn: '/admin', register: '/register', forgot: '/forgot' }
    : { signIn: path, register: `${path}?enter=register`, forgot: `${path}?enter=forgot` }
}

export function useRealmWords(): typeof operatorWords {
  return useAccount().realm.of === 'operators' ? operatorWords : peopleWords
}
