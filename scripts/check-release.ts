// Determines the version of a release, or why there cannot be one: the tag, package.json and the changelog must agree.
// Usage, in CI: node scripts/check-release.ts [--notes]. Prints `version=` and `dist-tag=`, with --notes its section of
// the changelog.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Release = {
  readonly version: string
  /** Its npm dist-tag: `latest`, `next` for a pre-release, `dev` for main. */
  readonly distTag: 'latest' | 'next' | 'dev'
}

export type ReleaseFacts = {
  /** `tag` or `branch`. */
  readonly refType: string
  readonly refName: string
  /** From package.json. */
  readonly version: string
  readonly changelog: string
  /** Number of the CI run, and the commit: they form the version of an unreleased build. */
  readonly run: string
  readonly commit: string
}

/** The changelog's section for a version; undefined if there is none. */
export const findNotes = (changelog: string, version: string): string | undefined => {
  const sections = changelog.split(/^## /m).slice(1)
  const found = sections.find((section) => section.split(/\s/, 1)[0]?.replace(/^\[|\]$/g, '') === version)
  return found?.split('\n').slice(1).join('\n').trim()
}

/** @throws Error that says what is inconsistent, and what to do */
export const toRelease = ({ refType, refName, version, changelog, run, commit }: ReleaseFacts): Release => {
  if (refType !== 'tag') {
    if (refName !== 'main') throw new Error(`Only main goes out under the tag dev, and this is ${refName}.`)
    const [core] = version.split('-')
    return { version: `${core}-dev.${run}.g${commit.slice(0, 8)}`, distTag: 'dev' }
  }
  if (refName !== `v${version}`)
    throw new Error(
      `The tag is ${refName} and package.json says ${version}. Tag the commit whose package.json says it.`,
    )
  if (!findNotes(changelog, version))
    throw new Error(`CHANGELOG.md has nothing below "## ${version}". Rename its "unreleased", and tag that commit.`)
  return { version, distTag: version.includes('-') ? 'next' : 'latest' }
}

const read = (name: string): string => readFileSync(join(import.meta.dirname, '..', name), 'utf8')

if (import.meta.main) {
  const { GITHUB_REF_TYPE = '', GITHUB_REF_NAME = '', GITHUB_RUN_NUMBER = '', GITHUB_SHA = '' } = process.env
  const { version } = JSON.parse(read('package.json')) as { version: string }
  const changelog = read('CHANGELOG.md')
  try {
    const release = toRelease({
      refType: GITHUB_REF_TYPE,
      refName: GITHUB_REF_NAME,
      version,
      changelog,
      run: GITHUB_RUN_NUMBER,
      commit: GITHUB_SHA,
    })
    if (process.argv.includes('--notes')) console.log(findNotes(changelog, version))
    else console.log(`version=${release.version}\ndist-tag=${release.distTag}`)
  } catch (error) {
    console.error((error as Error).message)
    process.exitCode = 1
  }
}
