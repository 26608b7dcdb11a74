/** What our mails say, in plain text, Portuguese (Brazil) and English. Names that people chose go in as they are: text can carry no markup. */
import { assertNever } from '../../contract/assert-never.ts'
import type { Language } from './language.ts'

export type MailContent = { readonly subject: string; readonly text: string }

/** `app`: the name of the app that the person knows. `link`: works once. */
export type MailTemplate =
  | { readonly kind: 'verify_email'; readonly app: string; readonly name: string; readonly link: string }
  /** Names nobody: it is written before anyone is looked up. */
  | { readonly kind: 'reset_password'; readonly app: string; readonly link: string }
  | { readonly kind: 'password_changed'; readonly app: string; readonly name: string }
  | { readonly kind: 'invitation'; readonly app: string; readonly link: string }

export const renderMail = (template: MailTemplate, language: Language): MailContent => {
  switch (language) {
    case 'pt':
      return inPortuguese(template)
    case 'en':
      return inEnglish(template)
    default:
      return assertNever(language)
  }
}

/** A name from outside fits on one line of a subject. */
const line = (text: string): string => text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()

const letter = (...paragraphs: readonly string[]): string => `${paragraphs.join('\n\n')}\n`

const inEnglish = (template: MailTemplate): MailContent => {
  const app = line(template.app)
  switch (template.kind) {
    case 'verify_email':
      return {
        subject: `${app}: confirm your e-mail`,
        text: letter(
          `Hello ${line(template.name)},`,
          `confirm that this mailbox is yours:`,
          template.link,
          `The link works once, within 24 hours. If you did not make an account at ${app}, ignore this mail.`,
        ),
      }
    case 'reset_password':
      return {
        subject: `${app}: choose a new password`,
        text: letter(
          `Hello,`,
          `somebody asked to reset the password of your account at ${app}. Choose a new one here:`,
          template.link,
          `The link works once, within 30 minutes, and signs you out everywhere else. If it was not you, ignore this mail: nothing has changed.`,
        ),
      }
    case 'password_changed':
      return {
        subject: `${app}: your password was changed`,
        text: letter(
          `Hello ${line(template.name)},`,
          `the password of your account at ${app} was changed, and all other sign-ins ended. If it was not you, reset it now with “Forgot password”.`,
        ),
      }
    case 'invitation':
      return {
        subject: `You are invited to ${app}`,
        text: letter(`You are invited to work on ${app}. Accept here:`, template.link, `The link works once, within 7 days.`),
      }
    default:
      return assertNever(template)
  }
}

const inPortuguese = (template: MailTemplate): MailContent => {
  const app = line(template.app)
  switch (template.kind) {
    case 'verify_email':
      return {
        subject: `${app}: confirme seu e-mail`,
        text: letter(
          `Olá, ${line(template.name)},`,
          `confirme que esta caixa de correio é sua:`,
          template.link,
          `O link funciona uma vez, nas próximas 24 horas. Se você não criou uma conta em ${app}, ignore esta mensagem.`,
        ),
      }
    case 'reset_password':
      return {
        subject: `${app}: escolha uma nova senha`,
        text: letter(
          `Olá,`,
          `alguém pediu para redefinir a senha da sua conta em ${app}. Escolha uma nova aqui:`,
          template.link,
          `O link funciona uma vez, nos próximos 30 minutos, e encerra os outros acessos. Se não foi você, ignore esta mensagem: nada mudou.`,
        ),
      }
    case 'password_changed':
      return {
        subject: `${app}: sua senha foi alterada`,
        text: letter(
          `Olá, ${line(template.name)},`,
          `a senha da sua conta em ${app} foi alterada e todos os outros acessos foram encerrados. Se não foi você, redefina-a agora em “Esqueci a senha”.`,
        ),
      }
    case 'invitation':
      return {
        subject: `Convite para ${app}`,
        text: letter(
          `Você foi convidado para trabalhar em ${app}. Aceite aqui:`,
          template.link,
          `O link funciona uma vez, nos próximos 7 dias.`,
        ),
      }
    default:
      return assertNever(template)
  }
}
