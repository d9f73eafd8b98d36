import { configFileName, configFileVariable } from '../../src/config/config-file.ts'
import { toFlagName } from '../../src/config/load.ts'
import type { OptionSpec, OptionTable } from '../../src/config/option.ts'
import { toExpectation } from '../../src/config/parse.ts'
import { schema } from '../../src/config/schema.ts'
import { toShown } from '../../src/config/show-value.ts'
import { leftOut } from './otel-left-out.ts'

const titles: Readonly<Record<string, { readonly title: string; readonly intro: string }>> = {
  otel: {
    title: 'OpenTelemetry',
    intro:
      'Standard variables with the meaning in the [specification](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/). They apply to the agent, in your app.',
  },
  agent: { title: 'Agent', intro: 'Further options of the agent, in your app.' },
  hub: {
    title: 'Hub',
    intro:
      'Options of the hub, started by `plainsight up` or `plainsight dev`. Each is also a flag of `plainsight up`, unless it is secret: `dataDir` is `--data-dir`.',
  },
}

const example = {
  otel: { serviceName: 'shop' },
  agent: { requestLog: 'errors', logCapture: ['pino', 'console'] },
  hub: { port: 4400, retentionTracesDays: 14 },
}

const escapePipes = (text: string): string => text.replaceAll('|', '\\|')

const toDefault = (spec: OptionSpec): string => {
  const shown = toShown({ type: spec.type, env: spec.env, doc: spec.doc }, spec.default)
  return shown === '' ? '' : `\`${shown}\``
}

const toRow = (name: string, spec: OptionSpec): string => {
  const variables = spec.env.map((variable) => `\`${variable}\``).join(', ')
  const value = `${toExpectation(spec)}${spec.secret ? '; secret' : ''}`
  return `| \`${name}\` | ${variables} | ${toDefault(spec)} | ${escapePipes(value)} | ${escapePipes(spec.doc)} |`
}

const toSection = (group: string, table: OptionTable): string => {
  const { title, intro } = titles[group]!
  const rows = Object.entries(table).map(([name, spec]) => toRow(`${group}.${name}`, spec))
  return [
    `## ${title}`,
    '',
    intro,
    '',
    '| key | variable | default | value | meaning |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

/** `docs/configuration.md`: the rules, and every option once. */
export const toConfigurationDoc = (): string => `# Configuration

<!-- Printed from src/config by \`npm run docs\`; edit the tables there. -->

Every option has one key, one or more environment variables, and a default that suits most uses. \`plainsight env\` shows the value of each option
and where it comes from.

**Order.** The first source that sets an option wins: code (\`start({ ... })\`), flag (\`plainsight up --${toFlagName('dataDir')} ...\`), environment variable,
configuration file, default. An empty variable counts as not set. If an option has several variables, the first in the table wins.

**File.** \`${configFileName}\` in the working folder, or the file that the flag \`--config\` or the variable \`${configFileVariable.name}\` names. \`plainsight init\`
writes a first one. It is a JSON object of the groups below:

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`

**Values.** Lists are comma separated in variables and flags, and arrays in code and in the file. Pairs are \`key=value,key=value\` with percent-encoded values, or
objects. Booleans are \`true\`, \`on\`, \`yes\`, \`1\` and their opposites; in \`OTEL_*\` variables only \`true\` is true. Upper and lower case are equal.

**Errors.** \`plainsight\` does not start with an invalid value or an unknown name (a key, or a variable that begins with \`PLAINSIGHT_\`). It reports all errors at once,
each with its key, its value and what is expected; for an unknown name it suggests the nearest one. For an invalid \`OTEL_*\` variable it only warns, as the specification requires. In your app
the agent never stops anything: it warns once on stderr and uses the next source or the default.

**Secrets** are marked below. plainsight never shows or logs them. They have no flag, because everyone on the machine can see a command line.

${Object.entries(schema as Readonly<Record<string, OptionTable>>)
  .map(([group, table]) => toSection(group, table))
  .join('\n\n')}

## Unsupported OpenTelemetry variables

The tables above list every other variable of the specification.

| variable and value | reason |
|---|---|
${leftOut.map(([what, why]) => `| ${what} | ${why} |`).join('\n')}

## The configuration file

| variable | meaning |
|---|---|
| \`${configFileVariable.name}\` | ${configFileVariable.doc} |

## Telemetry of plainsight itself

\`PLAINSIGHT_TELEMETRY\`, \`DO_NOT_TRACK\` and \`ENABLE_TELEMETRY\` are no options of the table above: [telemetry.md](telemetry.md) has their rules. This release sends nothing.
`
