/** The variable used in place of the token, which is never copied. */
const token = '$PLAINSIGHT_TOKEN'

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A call of the API as a shell command, with a variable for the token if the hub requires one. */
export const toCurl = (
  url: string,
  { needsToken, streams = false }: { needsToken: boolean; streams?: boolean },
): string =>
  [
    `curl ${streams ? '--no-buffer' : '--compressed'} ${quote(url)}`,
    ...(needsToken ? [`  --header "Authorization: Bearer ${token}"`] : []),
  ].join(' \\\n')
