import { homedir } from 'node:os'
import { join } from 'node:path'

/** An official program of the stack, or one that checks it, as the Go module proxy has it. */
export type Program = {
  readonly name: string
  /** Version of the module, with its `v`. */
  readonly version: string
  readonly module: string
  /** Commands of the module to be built; each becomes a file of its last name. */
  readonly commands: readonly string[]
  readonly tags?: string
  /** Name of the file of the first command, where it is not the last part of its path. */
  readonly file?: string
  /**
   * File of a built page that the module lacks and embeds: an empty one stands in for it, since no test opens the page.
   */
  readonly page?: string
}

/**
 * What the tests run for the images of docker-compose.yml, in the versions of the images. Loki and Grafana are AGPL:
 * not here.
 */
export const programs = [
  {
    name: 'prometheus',
    version: 'v0.315.0',
    module: 'github.com/prometheus/prometheus',
    commands: ['cmd/prometheus', 'cmd/promtool'],
    tags: 'remove_all_sd',
  },
  {
    name: 'alertmanager',
    version: 'v0.34.1',
    module: 'github.com/prometheus/alertmanager',
    commands: ['cmd/alertmanager', 'cmd/amtool'],
    page: 'ui/app/dist/index.html',
  },
  { name: 'compose', version: 'v5.5.1', module: 'github.com/docker/compose/v5', commands: ['cmd'], file: 'compose' },
  { name: 'actionlint', version: 'v1.7.12', module: 'github.com/rhysd/actionlint', commands: ['cmd/actionlint'] },
] as const satisfies readonly Program[]

/** The Collector is put together by its official builder, from the components that collector/ uses. */
export const collector = { name: 'otelcol-contrib', version: 'v0.161.0' } as const

/** Outside the checkout, so that a clean clone on the same machine finds what was built before. */
export const programCache: string =
  process.env.PLAINSIGHT_TEST_PROGRAMS ?? join(homedir(), '.cache', 'plainsight-test-programs')
