import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { root } from '../root.ts'

export const folder: string = join(root, 'prometheus')

export type RecordingRule = { readonly record: string; readonly expr: string }
export type AlertingRule = {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: Readonly<Record<string, string>>
}
type Rule = RecordingRule | AlertingRule
type RuleFile = { readonly groups: readonly { readonly rules: readonly Rule[] }[] }

/** One look at an alert: those that are expected to fire then, by their labels. */
type AlertCase = {
  readonly alertname: string
  readonly exp_alerts: readonly { readonly exp_labels: Readonly<Record<string, string>> }[]
}
type ExpressionCase = { readonly expr: string; readonly exp_samples: readonly unknown[] }
type TestFile = {
  readonly tests: readonly {
    readonly alert_rule_test?: readonly AlertCase[]
    readonly promql_expr_test?: readonly ExpressionCase[]
  }[]
}

export const readYaml = (path: string): unknown => parse(readFileSync(join(folder, path), 'utf8'))

/** A file with the rules that it shows as examples, in comments, put into force. */
export const withExamples = (text: string): string => text.replaceAll(/^( {6})# (- record:| {2}\w+:)/gm, '$1$2')

/** Paths of the YAML files of a folder, from the folder prometheus/ on. */
export const yamlFiles = (path: string): readonly string[] =>
  readdirSync(join(folder, path))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => `${path}/${name}`)

const rules: readonly Rule[] = ['rules', 'alerts']
  .flatMap(yamlFiles)
  .flatMap((path) => (readYaml(path) as RuleFile).groups)
  .flatMap((group) => group.rules)

export const recordingRules: readonly RecordingRule[] = rules.filter((rule) => 'record' in rule)
export const alertingRules: readonly AlertingRule[] = rules.filter((rule) => 'alert' in rule)

const tests = yamlFiles('tests').flatMap((path) => (readYaml(path) as TestFile).tests)

export const alertCases: readonly AlertCase[] = tests.flatMap((one) => one.alert_rule_test ?? [])
export const expressionCases: readonly ExpressionCase[] = tests.flatMap((one) => one.promql_expr_test ?? [])
