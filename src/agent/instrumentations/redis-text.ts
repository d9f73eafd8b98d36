/** Maximum number of arguments that are shown as placeholders. */
const maxShown = 5

/**
 * A command of Redis without its arguments: `SET ? ?`. Keys are removed too, since they may contain personal data or
 * secrets: a session token, an e-mail address. Used for all Redis clients.
 */
export const toRedisText = (command: string, args: readonly unknown[]): string => {
  const places = args.slice(0, maxShown).map(() => '?')
  const more = args.length > maxShown ? [`[${args.length - maxShown} more]`] : []
  return [command, ...places, ...more].join(' ')
}
