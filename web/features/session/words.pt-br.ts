/** The texts of signing in and of the account in Brazilian Portuguese. */
import type { Translation } from '../../i18n/texts.ts'
import type * as english from './words.en.ts'

export const words = {
  again: 'Tentar de novo',
  loading: 'Carregando…',
  or: 'ou',
  signIn: 'Entrar',
  signingIn: 'Entrando…',
  email: 'E-mail',
  password: 'Senha',
  newPassword: 'Nova senha',
  currentPassword: 'Senha atual',
  name: 'Seu nome',
  nameHint: 'Como aparece para outros operadores.',
  passwordHint: 'Pelo menos 8 caracteres, e não uma senha comum.',
  withPasskey: 'Entrar com uma chave de acesso',
  withProvider: (name) => `Entrar com ${name}`,
  forgotLink: 'Esqueceu a senha?',
  registerLink: 'Criar uma conta',
  backToSignIn: 'Voltar para a entrada',
  ended: 'Seu acesso terminou. Entre para continuar de onde estava.',
  left: 'Você saiu.',
  unknown: 'Não foi possível verificar seu acesso',
  checking: 'Verificando quem você é…',

  register: 'Criar uma conta',
  registering: 'Criando…',
  registerWithPasskey: 'Usar uma chave de acesso em vez de senha',

  forgot: 'Redefinir sua senha',
  forgotLead: 'Enviamos um link para o seu e-mail. Ele funciona uma vez, por 30 minutos.',
  forgotSend: 'Enviar o link',
  sending: 'Enviando…',
  forgotSent: 'Se houver uma conta com este e-mail, um link está a caminho.',

  reset: 'Escolha uma nova senha',
  resetLead: 'Todos os seus acessos, em qualquer aparelho, terminam com isso.',
  resetSend: 'Definir a senha',
  resetDone: 'A nova senha está definida, e você já entrou.',
  resetElsewhere: 'A nova senha está definida. Entre com ela no app.',
  saving: 'Salvando…',
  askAnew: 'Pedir um novo link',

  verify: 'Confirme seu e-mail',
  verifying: 'Confirmando seu e-mail…',
  verified: 'Seu e-mail está confirmado.',

  join: 'Participar do Prost',
  joinLead: 'Você recebeu um convite para ajudar a cuidar de um app. Crie sua conta com o e-mail que recebeu o convite.',
  joinAs: (email) => `Você entrou como ${email}. Um convite é para uma conta nova: saia para aceitá-lo.`,
  joined: 'Boas-vindas. Você já entrou.',
  joinSend: 'Criar a conta e participar',
  onward: 'Seguir para o console',

  noToken: 'Este link não está completo.',
  noTokenDetail: 'Abra-o de novo a partir do e-mail, ou copie-o inteiro.',

  signOut: 'Sair',
  signingOut: 'Saindo…',
  account: 'Sua conta',
  accountLink: 'Conta',
  notOperator: 'Esta conta não é de operador.',
  notOperatorDetail: 'Ela pertence às pessoas de um app. Saia e entre com uma conta de operador.',

  profile: 'Perfil',
  save: 'Salvar',
  saved: 'Salvo.',
  emailOf: (email) => `Seu e-mail é ${email}`,
  confirmed: 'confirmado',
  unverified: 'ainda não confirmado',
  resend: 'Enviar a confirmação de novo',
  resent: 'O e-mail está a caminho.',

  changePassword: 'Senha',
  changePasswordLead: 'Seus outros acessos terminam quando você a muda.',
  changePasswordSend: 'Mudar a senha',
  passwordChanged: 'A senha foi mudada. Seus outros acessos terminaram.',

  passkeys: 'Chaves de acesso',
  passkeysLead: 'Entre com o bloqueio do seu aparelho em vez de uma senha. Nada para lembrar, nada que possa ser roubado de nós.',
  noPasskeys: 'Você ainda não tem chaves de acesso.',
  addPasskey: 'Adicionar uma chave de acesso',
  addingPasskey: 'Siga as instruções do navegador…',
  passkeyName: 'Nome da chave de acesso',
  passkeyNameHint: 'Para você reconhecê-la: o aparelho, por exemplo.',
  passkeyAdded: 'A chave de acesso foi adicionada.',
  passkeyRemoved: 'A chave de acesso foi removida.',
  passkeyMade: (day) => `adicionada em ${day}`,
  passkeyUsed: (time) => `usada pela última vez em ${time}`,
  passkeyUnused: 'ainda não usada',
  passkeySynced: 'sincronizada entre seus aparelhos',
  removePasskey: 'Remover',
  removePasskeyLabel: (name) => `Remover a chave de acesso ${name}`,
  removePasskeyTitle: (name) => `Remover a chave de acesso “${name}”?`,
  removePasskeyDetail: 'Ela não servirá mais para entrar. Seu aparelho ainda pode oferecê-la; apague-a lá também.',
  passkeysNotHere: 'Chaves de acesso precisam de uma página segura aberta por um nome: https, ou localhost.',

  sessions: 'Acessos',
  sessionsLead: 'Onde sua conta está aberta agora.',
  thisSession: 'este',
  sessionStarted: (time) => `desde ${time}`,
  sessionSeen: (time) => `visto pela última vez em ${time}`,
  sessionBy: (method) => `por ${method}`,
  unknownDevice: 'Navegador desconhecido',
  endSession: 'Encerrar',
  endSessionLabel: (name, since) => `Encerrar o acesso de ${name}, ${since}`,
  endOthers: 'Encerrar todos os outros',
  sessionEnded: 'O acesso foi encerrado.',
  othersEnded: 'Todos os outros acessos foram encerrados.',

  needed: 'Obrigatório.',
  notAnEmail: 'Isto não é um endereço de e-mail.',
  tooShort: 'Use pelo menos 8 caracteres.',
  cancel: 'Cancelar',
  moreOf: 'Mostrar mais',
  loadingMore: 'Carregando mais…',
} satisfies Translation<typeof english.words>

export const methodWords = {
  password: 'senha',
  passkey: 'chave de acesso',
  oauth: 'provedor',
  registration: 'cadastro',
  reset: 'redefinição de senha',
} satisfies Translation<typeof english.methodWords>

export const passkeyFaultWords = {
  cancelled: {
    title: 'Nenhuma chave de acesso foi usada.',
    detail: 'Foi cancelado, demorou demais, ou este aparelho não tem uma para o Prost.',
  },
  known: { title: 'Este aparelho já tem uma chave de acesso para a sua conta.', detail: null },
  unsupported: { title: 'Chaves de acesso não funcionam nesta página.', detail: words.passkeysNotHere },
} satisfies Translation<typeof english.passkeyFaultWords>

const closed = {
  title: 'O cadastro é por convite.',
  detail: 'Peça um convite a um dono do seu app; o link do e-mail cria a conta.',
}

export const signInCodes = {
  invalid_credentials: {
    title: 'Isso não abriu nenhuma conta.',
    detail: 'O e-mail não é conhecido aqui, ou a senha não é a dele.',
  },
  registration_closed: closed,
  email_taken: { title: 'Já existe uma conta com este e-mail.', detail: 'Entre com ele, ou redefina a senha.' },
  invalid_token: { title: 'Este link não funciona mais.', detail: 'Ele funciona uma vez e por tempo limitado. Peça um novo.' },
  sign_in_failed: { title: 'Não foi possível concluir a entrada.', detail: 'Nada foi mudado. Tente de novo, ou entre de outra forma.' },
} satisfies Translation<typeof english.signInCodes>

export const passkeySignInCodes = {
  ...signInCodes,
  invalid_credentials: {
    title: 'Esta chave de acesso não abre nenhuma conta aqui.',
    detail: 'Ela pode ter sido removida da conta.',
  },
} satisfies Translation<typeof english.passkeySignInCodes>

export const passkeyCodes = {
  last_way_in: { title: 'É a única forma de entrar na sua conta.', detail: 'Antes, defina uma senha ou adicione outra chave de acesso.' },
  too_many: { title: 'Você já tem o máximo de chaves de acesso.', detail: 'Remova uma que não usa.' },
  sign_in_failed: { title: 'Não foi possível adicionar a chave de acesso.', detail: 'Tente de novo, ou com outro aparelho.' },
} satisfies Translation<typeof english.passkeyCodes>

export const providerErrors = {
  access_denied: { title: 'A entrada pelo provedor foi cancelada.', detail: null },
  email_taken: {
    title: 'Já existe uma conta com este e-mail.',
    detail: 'Entre nela como antes: o provedor não garante o e-mail, então não pode abrir a conta.',
  },
  email_missing: {
    title: 'O provedor não disse qual é o seu e-mail.',
    detail: 'Uma conta precisa de um. Permita isso lá, ou entre de outra forma.',
  },
  registration_closed: closed,
  temporarily_unavailable: { title: 'O provedor não responde.', detail: 'Tente de novo, ou entre de outra forma.' },
  sign_in_failed: { title: 'Não foi possível concluir a entrada pelo provedor.', detail: 'Tente de novo, ou entre de outra forma.' },
} satisfies Translation<typeof english.providerErrors>

export const issueCodes = {
  too_common: 'Esta senha está entre as primeiras que se tentam. Escolha outra.',
  too_short: words.tooShort,
  wrong_password: 'Esta não é a sua senha.',
  too_personal: 'É o seu nome ou o seu e-mail.',
  unconfirmed: 'Este e-mail ainda não está confirmado.',
  invalid_type: 'Isto falta, ou é de outro tipo.',
  invalid_format: 'Isto não está escrito como precisa.',
  invalid_value: 'Isto não é nenhuma das opções.',
  invalid_union: 'Isto não corresponde a nada do que se pode informar.',
  invalid_key: 'Um nome dentro disto não está escrito como precisa.',
  invalid_element: 'Uma parte disto não serve.',
  not_multiple_of: 'Isto não está nos passos permitidos.',
  unrecognized_keys: 'Há algo aqui que ninguém conhece.',
  too_small: 'Isto é curto ou pequeno demais.',
  too_big: 'Isto é longo ou grande demais.',
} satisfies Translation<typeof english.issueCodes>

export const failureTexts = {
  unreachable: { title: 'O Prost não responde.', detail: 'Não há conexão com ele, ou demorou demais.' },
  unreadable: {
    title: 'O Prost respondeu algo que esta página não sabe ler.',
    detail: 'Carregar a página de novo pode trazer uma mais nova.',
  },
  signedOut: { title: 'Não foi possível renovar seu acesso.', detail: 'Tente de novo, ou entre outra vez.' },
  tooOften: 'Foram vezes demais.',
  waitALittle: 'Espere um pouco e tente de novo.',
  waitFor: (seconds) => `Tente de novo em ${seconds} s.`,
  other: (status) => `O Prost respondeu com um erro (${status}).`,
  noReason: 'Ele não deu um motivo.',
  ofField: (message) => `Este valor não foi aceito. O Prost disse, em inglês: “${message}”.`,
} satisfies Translation<typeof english.failureTexts>

export const commonCodes = {
  insufficient_role: { title: 'Seu papel neste app não permite isso.', detail: null },
  not_found: { title: 'Não está lá.', detail: 'Foi removido, ou seu papel neste app foi retirado.' },
  validation_failed: { title: 'Algo nisso não serve.', detail: null },
  internal_error: { title: 'Algo deu errado no Prost.', detail: 'Não há nada errado do seu lado. Tente de novo daqui a pouco.' },
  temporarily_unavailable: { title: 'O Prost não consegue fazer isso agora.', detail: 'Tente de novo daqui a pouco.' },
} satisfies Translation<typeof english.commonCodes>

/** What differs by whose sign-in it is. */
export const operatorWords = {
  signInLead: 'O console é para quem cuida de um app no Prost.',
  nameHint: 'Como aparece para outros operadores.',
  registerLead: 'Para operadores. As pessoas dos seus apps se cadastram nos apps.',
  localHint: 'Nesta máquina, o e-mail e a senha do operador de demonstração estão em “admin” no arquivo dev.json, junto aos dados locais.',
} satisfies Translation<typeof english.operatorWords>

export const peopleWords = {
  signInLead: 'Entre para estar com os outros.',
  nameHint: 'Como os outros vão ver.',
  registerLead: 'Para conversar, conhecer gente e ligar. O canal em si não pede conta.',
  localHint: 'Nesta máquina há quatro pessoas em “users” no dev.json, ao lado dos dados locais.',
} satisfies Translation<typeof english.peopleWords>
