import { join } from 'node:path'
import { type Part, startPart } from './part.ts'
import { root } from './root.ts'
import type { Programs } from './stack/tools.ts'

export const alertmanagerConfig: string = join(root, 'prometheus/alertmanager.yml')

type Place = { readonly folder: string; readonly port: number }

/** The real Alertmanager with the repository's own configuration, its data below the folder. */
export const startAlertmanager = (programs: Programs, { folder, port }: Place): Promise<Part> => {
  const address = `127.0.0.1:${port}`
  const args = [
    `--config.file=${alertmanagerConfig}`,
    `--storage.path=${folder}/alertmanager`,
    `--web.listen-address=${address}`,
    '--cluster.listen-address=',
  ]
  const command = join(programs.alertmanager!, 'alertmanager')
  return startPart({ command, args, url: `http://${address}`, ready: '/-/ready' })
}
