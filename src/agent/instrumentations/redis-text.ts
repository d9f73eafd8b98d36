/** Arguments that are shown by their places. */
const maxShown = 5

/**
 * A command of Redis without its arguments: `SET ? ?`. Keys go too, since they hold what people choose: a session's
 * token, an address. Used by all clients of Redis.
 */
export const toRedisText = (command: string, args: readonly unknown[]): string => {
  const places = args.slice(0, maxShown).map(() => '?')
  const more = args.length > maxShown ? [`[${args.length - maxShown} more]`] : []
  return [command, ...places, ...more].join(' ')
}
