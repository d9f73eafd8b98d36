export type Instruction = {
  /** In capitals: `RUN`. */
  readonly keyword: string
  /** `--from=build` is `from` → `build`. */
  readonly flags: Readonly<Record<string, string>>
  /** What follows the flags, continued lines joined. */
  readonly text: string
}

export type Stage = {
  /** Its name, or its number as text. */
  readonly name: string
  readonly from: string
  readonly instructions: readonly Instruction[]
}

export type Dockerfile = {
  /** `ARG` before the first `FROM`, with their defaults. */
  readonly args: Readonly<Record<string, string>>
  readonly stages: readonly Stage[]
}

const toLines = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const parseInstruction = (line: string): Instruction => {
  const [, keyword = '', given = '', text = ''] = /^(\w+)((?:\s+--[a-z-]+=\S+)*)\s+(.*)$/.exec(line) ?? []
  if (keyword === '') throw new Error(`not an instruction: ${line}`)
  const flags = Object.fromEntries([...given.matchAll(/--([a-z-]+)=(\S+)/g)].map(([, name, value]) => [name, value]))
  return { keyword: keyword.toUpperCase(), flags, text }
}

/** `A=1 B="two words"` and `A=` as a record; a lone name (of an `ARG`) has the value ''. */
export const parseAssignments = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/([\w.-]+)(?:=("[^"]*"|\S*))?/g)].map(([, name = '', value = '']) => [
      name,
      value.replace(/^"(.*)"$/, '$1'),
    ]),
  )

/** `["node", "main.js"]`, or undefined when it is the shell form. */
export const parseExec = (text: string): string[] | undefined =>
  text.startsWith('[') ? (JSON.parse(text) as string[]) : undefined

/** `$NAME` and `${NAME}` by their values; what is not known becomes nothing, as in Docker. */
export const expand = (text: string, values: Readonly<Record<string, string | undefined>>): string =>
  text.replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string, bare: string) => values[braced ?? bare] ?? '')

/** The parts of Dockerfile syntax that ours uses. @throws Error on a line that is none of them */
export const parseDockerfile = (text: string): Dockerfile => {
  const instructions = toLines(text).map(parseInstruction)
  const starts = instructions.flatMap(({ keyword }, index) => (keyword === 'FROM' ? [index] : []))
  const args = instructions.slice(0, starts[0]).map(({ text: line }) => parseAssignments(line))
  return {
    args: Object.assign({}, ...args) as Record<string, string>,
    stages: starts.map((start, index) => {
      const [from = '', , name = `${index}`] = instructions[start]?.text.split(/\s+/) ?? []
      return { name, from, instructions: instructions.slice(start + 1, starts[index + 1]) }
    }),
  }
}
