/** A button of the kit. Primary: the one thing to do here. Quiet: a thing one may do. Danger: what can not be taken back. */
import './button.css'
import type { ButtonHTMLAttributes } from 'react'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { readonly kind?: 'primary' | 'quiet' | 'danger' }

export function Button({ kind = 'quiet', type = 'button', ...rest }: ButtonProps) {
  return <button type={type} className={`button button-${kind}`} {...rest} />
}
