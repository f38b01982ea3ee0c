import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import '../styles/button.css'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'ghost' | 'danger'
  readonly ref?: Ref<HTMLButtonElement>
}

/** A button; what it says is a verb. */
export function Button({ look = 'plain', className = '', ...rest }: ButtonProps) {
  return <button type="button" data-look={look} className={`button ${className}`} {...rest} />
}

/** A button that shows only an icon; the label is read aloud and shown as its tip. */
export function IconButton({
  label,
  children,
  ...rest
}: ButtonProps & { readonly label: string; readonly children: ReactNode }) {
  return (
    <Button look="ghost" data-icon-only="" aria-label={label} title={label} {...rest}>
      {children}
    </Button>
  )
}
