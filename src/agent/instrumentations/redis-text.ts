/** Most arguments shown by their places. */
const mostShown = 5

/**
 * A command of Redis without its arguments: `SET ? ?`. Keys go too, since they hold what people choose: a session's token, an address.
 * Used by all clients of Redis.
 */
export const toRedisText = (command: string, args: readonly unknown[]): string => {
  const places = args.slice(0, mostShown).map(() => '?')
  const more = args.length > mostShown ? [`[${args.length - mostShown} more]`] : []
  return [command, ...places, ...more].join(' ')
}
