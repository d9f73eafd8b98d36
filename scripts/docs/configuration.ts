import { configFileName, configFileVariable } from '../../src/config/config-file.ts'
import { toFlagName } from '../../src/config/load.ts'
import type { OptionSpec, OptionTable } from '../../src/config/option.ts'
import { toExpectation } from '../../src/config/parse.ts'
import { schema } from '../../src/config/schema.ts'
import { toShown } from '../../src/config/show-value.ts'
import { leftOut } from './otel-left-out.ts'

const titles: Readonly<Record<string, { readonly title: string; readonly says: string }>> = {
  otel: {
    title: 'OpenTelemetry',
    says: 'Standard variables, with the meaning that the [specification](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/) gives them. They are for the agent, in your app.',
  },
  agent: { title: 'Agent', says: 'Our own options of the agent, in your app.' },
  hub: {
    title: 'Hub',
    says: 'Options of the hub: `plainsight up`, and the hub that `plainsight dev` starts. Each that is no secret is a flag of `plainsight up` too: `dataDir` is `--data-dir`.',
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
  const { title, says } = titles[group]!
  const rows = Object.entries(table).map(([name, spec]) => toRow(`${group}.${name}`, spec))
  return [
    `## ${title}`,
    '',
    says,
    '',
    '| key | variable | default | value | meaning |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

/** `docs/configuration.md`: the rules, and every option once. */
export const toConfigurationDoc = (): string => `# Configuration

<!-- Printed from src/config by \`npm run docs\`; edit the tables there. -->

Every option has one key, one or more environment variables, and a default that is meant to be kept. \`plainsight env\` shows the value of each
and where it comes from.

**Order.** The first that says something wins: code (\`start({ ... })\`), flag (\`plainsight up --${toFlagName('dataDir')} ...\`), environment variable,
configuration file, default. An empty variable counts as not set. Of several variables of one option the first in the table wins.

**File.** \`${configFileName}\` in the working folder, or the file that \`${configFileVariable.name}\` (or the flag \`--config\`) names; \`plainsight init\`
writes a first one. It is a JSON object of the groups below:

\`\`\`json
${JSON.stringify(example, null, 2)}
\`\`\`

**Values.** Lists are comma separated in variables and flags, arrays in code and file. Pairs are \`key=value,key=value\` with percent-encoded values, or
objects. Booleans are \`true\`, \`on\`, \`yes\`, \`1\` and their opposites, except in \`OTEL_*\` variables, where only \`true\` is true. Words are taken in upper and lower case.

**Faults.** \`plainsight\` refuses to start with a bad value or an unknown name (a key, or a variable that begins with \`PLAINSIGHT_\`), and names all faults at once,
each with key, value, what was expected, and for an unknown name the nearest right one. A bad \`OTEL_*\` variable is only warned of, as the specification wants it. In your app the agent never stops anything: it warns once on stderr and takes
the next source or the default.

**Secrets** are marked below. They are never shown, never logged, and have no flag, since a command line is visible to everyone on the machine.

${Object.entries(schema as Readonly<Record<string, OptionTable>>)
  .map(([group, table]) => toSection(group, table))
  .join('\n\n')}

## What of OpenTelemetry is left out

Every other variable of the specification is in the tables above.

| variable and value | why |
|---|---|
${leftOut.map(([what, why]) => `| ${what} | ${why} |`).join('\n')}

## The file itself

| variable | meaning |
|---|---|
| \`${configFileVariable.name}\` | ${configFileVariable.doc} |
`
