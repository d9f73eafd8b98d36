import { storeDecision } from './change-consent.ts'
import { type Context, readContext } from './context.ts'
import type { Settings } from './options.ts'

const toQuestion = ({ settings, target, fields }: Context): string => {
  const { product, command, owner, policyUrl } = settings
  return [
    `May ${product} send usage data${owner ? ` to ${owner}` : ''}?`,
    '',
    `  What    ${Object.keys(fields).join(', ')}`,
    '          and an id that is random for this machine. No names, paths, addresses or content.',
    '  When    once after the installation, once after each update, and at most once a day.',
    `  Where   ${target?.origin}`,
    ...(policyUrl ? [`  More    ${policyUrl}`] : []),
    '',
    `  See it first: ${command} preview     Change your mind: ${command} disable`,
    '',
    'Send it? [y/N] ',
  ].join('\n')
}

/** In the terminal's own line mode, so that Ctrl-C ends the program as usual. `undefined`: the input ended. */
const readAnswer = (question: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const { createInterface } = process.getBuiltinModule('node:readline')
    const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false })
    lines.once('close', () => resolve(undefined))
    lines.question(question, (answer) => {
      resolve(answer)
      lines.close()
    })
  })

const canAsk = (context: Context): boolean =>
  process.stdin.isTTY === true &&
  process.stderr.isTTY === true &&
  context.target !== undefined &&
  context.decision.decidedBy === 'default' &&
  context.files?.isWritable() === true

/**
 * Asks once, on a terminal, whether telemetry may be on, and stores the answer; without an answer it asks again next
 * time. Does not ask in CI, without a terminal or a receiver, if a variable decides, or if the answer could not be
 * stored. Returns whether telemetry is on.
 */
export const askConsent = async (settings: Settings): Promise<boolean> => {
  const context = readContext(settings)
  if (!canAsk(context)) return context.decision.enabled
  const answer = await readAnswer(toQuestion(context))
  if (answer === undefined) return false
  try {
    storeDecision(settings, /^y(?:es)?$/i.test(answer.trim()))
  } catch {
    return false
  }
  return readContext(settings).decision.enabled
}
