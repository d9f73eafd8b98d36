/** The variable that stands for the token: the token itself is never copied. */
const token = '$PLAINSIGHT_TOKEN'

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`

/** A call of the API as a command for a shell, with a place for the token where the hub asks for one. */
export const toCurl = (
  url: string,
  { needsToken, streams = false }: { needsToken: boolean; streams?: boolean },
): string =>
  [
    `curl ${streams ? '--no-buffer' : '--compressed'} ${quote(url)}`,
    ...(needsToken ? [`  --header "Authorization: Bearer ${token}"`] : []),
  ].join(' \\\n')
